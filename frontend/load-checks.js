// The checks are a module of their own, which is loaded when an editor first asks for it. The
// build writes its address into the page.
window.longshoreChecks = {
  run: null,
  load: async () => {
    const address = document.querySelector('meta[name="checks"]')?.content;
    if (!address) throw new Error("the pages were built without the checks");
    const module = await import(address);
    await module.default();
  },
};
