// Finds elements as people and screen readers know them: by role and accessible name.
// arguments: role, name (null for any), exact; answers the visible elements, in document order.
const [role, wanted, exact] = arguments;

const selectors = {
  alert: '[role=alert]',
  banner: 'header, [role=banner]',
  button: 'button, [role=button], input[type=submit], summary',
  checkbox: 'input[type=checkbox], [role=checkbox]',
  combobox: 'select, [role=combobox]',
  dialog: 'dialog[open], [role=dialog], [role=alertdialog]',
  field: 'input:not([type=hidden]), textarea, select, [role=combobox], [role=textbox], [role=searchbox]',
  fold: 'summary',
  group: 'fieldset, [role=group]',
  heading: 'h1, h2, h3, h4, h5, h6, [role=heading]',
  link: 'a[href], [role=link]',
  option: 'option, [role=option]',
  radio: 'input[type=radio], [role=radio]',
  region: 'section, [role=region]',
  row: 'tr, [role=row]',
  status: '[role=status], [aria-live=polite]',
  tab: '[role=tab]',
  table: 'table, [role=table], [role=grid]',
};

const squeeze = (text) => (text ?? '').replace(/\s+/g, ' ').trim();

const textOf = (element) => {
  const copy = element.cloneNode(true);
  for (const hidden of copy.querySelectorAll('[aria-hidden=true], [hidden], input, select, textarea')) hidden.remove();
  return squeeze(copy.textContent);
};

const nameOf = (element) => {
  const labelledBy = element.getAttribute('aria-labelledby');
  if (labelledBy) {
    return squeeze(labelledBy.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '').join(' '));
  }
  const label = element.getAttribute('aria-label');
  if (label) return squeeze(label);
  if (element.labels?.length) return squeeze([...element.labels].map(textOf).join(' '));
  if (element.matches('input[type=submit], input[type=button]')) return squeeze(element.value);
  if (element.matches('table') && element.caption) return textOf(element.caption);
  if (element.matches('fieldset')) return textOf(element.querySelector(':scope > legend') ?? element.cloneNode());
  return textOf(element) || squeeze(element.getAttribute('title'));
};

const isVisible = (element) => {
  if (element.closest('[hidden], [aria-hidden=true], [inert]')) return false;
  // An option is drawn by its select, a styled file or radio input by its label.
  if (element.matches('option')) return true;
  if (element.matches('input') && element.labels?.length) {
    return [element, ...element.labels].some((part) => part.checkVisibility({ visibilityProperty: true }));
  }
  return element.checkVisibility({ visibilityProperty: true });
};

const fits = (name) => wanted === null || (exact ? name === wanted : name.includes(wanted));

return [...document.querySelectorAll(selectors[role] ?? `[role=${role}]`)]
  .filter((element) => isVisible(element) && fits(nameOf(element)));
