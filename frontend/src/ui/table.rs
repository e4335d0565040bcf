//! Things with several sides, in rows and columns.
//!
//! Roles: the browser's own `table` with a caption, in a `region` of the same name that scrolls
//! sideways where there is no room. A column that can be sorted by has a button for its head and
//! says with `aria-sort` how it stands; the others have no `aria-sort`.
//!
//! Keys: Tab leads to the region, where the arrows scroll, and to the heads. Enter and Space sort:
//! first upwards, then downwards, then upwards again. What happened is announced.

use leptos::prelude::*;

use super::ids::fresh;
use super::live_region::Announcer;

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its name in the sort order.
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    pub(crate) is_sortable: bool,
}

/// What the rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) column: &'static str,
    pub(crate) is_upwards: bool,
}

impl Order {
    /// The order after a press on a column's head.
    fn after(now: Option<Self>, column: &'static str) -> Self {
        Self {
            column,
            is_upwards: now.is_none_or(|now| now.column != column || !now.is_upwards),
        }
    }

    const fn as_str(self) -> &'static str {
        if self.is_upwards {
            "ascending"
        } else {
            "descending"
        }
    }
}

/// A table. Whoever has the rows sorts them as `order` says.
#[component]
pub(crate) fn Table(
    /// What is in it.
    #[prop(into)]
    caption: String,
    /// The columns from the left; the first names the row.
    columns: Vec<Column>,
    /// What it is sorted by.
    order: RwSignal<Option<Order>>,
    /// The rows, each a `tr`.
    children: Children,
) -> impl IntoView {
    let caption_id = fresh("caption");
    let labelled_by = caption_id.clone();
    let heads = columns
        .into_iter()
        .map(|column| view! { <Head column order /> })
        .collect_view();
    view! {
        <div class="table" role="region" tabindex="0" aria-labelledby=labelled_by>
            <table class="table__table">
                <caption class="table__caption" id=caption_id>
                    {caption}
                </caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Head(column: Column, order: RwSignal<Option<Order>>) -> impl IntoView {
    let announcer = Announcer::expect();
    let Column {
        id,
        label,
        is_sortable,
    } = column;
    let own = move || order.get().filter(|order| order.column == id);
    let sort = move |_| {
        let next = Order::after(order.get_untracked(), id);
        order.set(Some(next));
        announcer.say(&format!("Sorted by {label}, {}.", next.as_str()));
    };
    let content = if is_sortable {
        view! {
            <button type="button" class="table__sort" on:click=sort>
                {label}
                <span class="table__arrow" aria-hidden="true"></span>
            </button>
        }
        .into_any()
    } else {
        label.into_any()
    };
    let state = move || is_sortable.then(|| own().map_or("none", Order::as_str));
    view! {
        <th class="table__head" scope="col" aria-sort=state>
            {content}
        </th>
    }
}

#[cfg(test)]
mod tests {
    use super::Order;

    #[test]
    fn a_press_turns_the_own_order_around_and_starts_upwards_elsewhere() {
        let first = Order::after(None, "name");
        assert_eq!(first.as_str(), "ascending");
        let second = Order::after(Some(first), "name");
        assert_eq!(second.as_str(), "descending");
        assert_eq!(Order::after(Some(second), "name").as_str(), "ascending");
        assert_eq!(Order::after(Some(second), "age").column, "age");
        assert!(Order::after(Some(second), "age").is_upwards);
    }
}
