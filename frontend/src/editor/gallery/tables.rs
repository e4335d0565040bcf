//! A table that can be sorted, and lists.

use leptos::prelude::*;

use crate::ui::{Column, List, Order, Table};

/// A ship: name, flag, length in meters, what it carries.
type Ship = (&'static str, &'static str, u32, &'static str);

const SHIPS: [Ship; 3] = [
    ("Petrel", "Norway", 86, "timber and paper"),
    ("Auk", "Iceland", 142, "fish, frozen"),
    ("Gannet", "Ireland", 120, "containers"),
];

const COLUMNS: [Column; 4] = [
    column("name", "Ship", true),
    column("flag", "Flag", true),
    column("length", "Length (m)", true),
    column("cargo", "Cargo", false),
];

const fn column(id: &'static str, label: &'static str, is_sortable: bool) -> Column {
    Column {
        id,
        label,
        is_sortable,
    }
}

#[component]
pub(super) fn Tables() -> impl IntoView {
    let order = RwSignal::new(Some(Order {
        column: "name",
        is_upwards: true,
    }));
    let rows = move || sorted(order.get()).into_iter().map(row).collect_view();
    view! {
        <Table caption="Ships in the harbor" columns=COLUMNS.to_vec() order>
            {rows}
        </Table>
        <h3>"Lists"</h3>
        <List label="Ships" is_empty=false empty="No ship is in the harbor.">
            <li class="rows__row">"Petrel"</li>
            <li class="rows__row">"Auk"</li>
        </List>
        <List label="Ships at sea" is_empty=true empty="No ship is at sea.">
            ()
        </List>
    }
}

fn sorted(order: Option<Order>) -> Vec<Ship> {
    let mut ships = SHIPS.to_vec();
    if let Some(order) = order {
        match order.column {
            "flag" => ships.sort_by_key(|ship| ship.1),
            "length" => ships.sort_by_key(|ship| ship.2),
            _ => ships.sort_by_key(|ship| ship.0),
        }
        if !order.is_upwards {
            ships.reverse();
        }
    }
    ships
}

fn row((name, flag, length, cargo): Ship) -> AnyView {
    view! {
        <tr>
            <th class="table__name" scope="row">
                {name}
            </th>
            <td>{flag}</td>
            <td>{length}</td>
            <td>{cargo}</td>
        </tr>
    }
    .into_any()
}
