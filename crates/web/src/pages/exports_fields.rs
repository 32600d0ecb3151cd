//! What is chosen of a new export: format, columns, zone, order.

use daybook_shared::export::{ExportColumn, ExportFormat, NewExport};
use daybook_shared::filter::EventFilter;
use daybook_shared::page::{Order, Sort};
use leptos::prelude::*;

use super::exports_data::ExportsData;
use crate::components::column_choice::ColumnChoice;
use crate::exports::ON_SCREEN;
use crate::zone::Zone;

/// The checklist, for moving the focus.
pub(super) const COLUMNS: &str = "export-columns";

/// Which columns a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Columns {
    All,
    OnScreen,
    Chosen,
}

/// Everything that is chosen.
#[derive(Clone, Copy)]
pub(super) struct Choices {
    pub(super) format: RwSignal<ExportFormat>,
    columns: RwSignal<Columns>,
    chosen: RwSignal<Vec<ExportColumn>>,
    zone: RwSignal<Option<String>>,
    order: RwSignal<Order>,
    has_mark: RwSignal<bool>,
}

impl Choices {
    /// As most people want it.
    pub(super) fn new() -> Self {
        Self {
            format: RwSignal::new(ExportFormat::Csv),
            columns: RwSignal::new(Columns::All),
            chosen: RwSignal::new(ExportColumn::ALL.to_vec()),
            zone: RwSignal::new(None),
            order: RwSignal::new(Order::Desc),
            has_mark: RwSignal::new(false),
        }
    }

    /// The columns that the file will have.
    pub(super) fn columns(self) -> Vec<ExportColumn> {
        match self.columns.get() {
            Columns::All => ExportColumn::ALL.to_vec(),
            Columns::OnScreen => ON_SCREEN.to_vec(),
            Columns::Chosen => self.chosen.get(),
        }
    }

    /// Whether a table would have no column.
    pub(super) fn has_none(self) -> bool {
        self.format.get().has_columns() && self.columns().is_empty()
    }

    /// What is asked for, of these events. `own` is the zone of somebody who has not chosen one.
    pub(super) fn asked(self, filter: EventFilter, own: &Zone) -> NewExport {
        let format = self.format.get();
        let columns = Some(self.columns())
            .filter(|columns| format.has_columns() && columns.len() < ExportColumn::ALL.len());
        let zone = self.zone.get().unwrap_or_else(|| own.name().to_owned());
        NewExport {
            format,
            filter,
            columns,
            time_zone: Some(if format.has_columns() {
                zone
            } else {
                "UTC".to_owned()
            }),
            byte_order_mark: format == ExportFormat::Csv && self.has_mark.get(),
            sort: Sort::Occurred,
            order: self.order.get(),
        }
    }
}

const FORMATS: [(ExportFormat, &str); 3] = [
    (ExportFormat::Csv, "For spreadsheets"),
    (ExportFormat::Jsonl, "For programs"),
    (ExportFormat::Xlsx, ".xlsx, typed"),
];

/// The fields.
#[component]
pub(super) fn Fields(choices: Choices, data: ExportsData) -> impl IntoView {
    let Choices {
        format,
        order,
        has_mark,
        ..
    } = choices;
    let card = move |(known, about): (ExportFormat, &'static str)| {
        view! {
            <label>
                <input type="radio" name="format" prop:checked=move || format.get() == known on:change=move |_| format.set(known) />
                <b>{known.label()}</b>
                <span>{about}</span>
            </label>
        }
    };
    let on_order = move |event| {
        let is_asc = event_target_value(&event) == Order::Asc.as_str();
        order.set(if is_asc { Order::Asc } else { Order::Desc });
    };
    let is_table = Memo::new(move |_| format.get().has_columns());
    let is_csv = Memo::new(move |_| format.get() == ExportFormat::Csv);
    view! {
        <fieldset class="field">
            <legend class="label">"Format"</legend>
            <div class="pick">{FORMATS.map(card).into_iter().collect_view()}</div>
        </fieldset>
        <div class="two">
            <Show when=move || is_table.get() fallback=whole>
                <ColumnsField choices />
                <ZoneSelect choices data />
            </Show>
            <div class="field">
                <label for="export-order">"Rows"</label>
                <select class="in" id="export-order" on:change=on_order>
                    <option value=Order::Desc.as_str()>"Newest first"</option>
                    <option value=Order::Asc.as_str()>"Oldest first"</option>
                </select>
            </div>
            <Show when=move || is_csv.get()>
                <fieldset class="field">
                    <legend class="label">"For Excel"</legend>
                    <label class="check">
                        <input type="checkbox" prop:checked=has_mark on:change=move |event| has_mark.set(event_target_checked(&event)) />
                        <span>"Begin with a byte-order mark"</span>
                    </label>
                </fieldset>
            </Show>
        </div>
        <Show when=move || is_table.get() && choices.columns.get() == Columns::Chosen>
            <ColumnChoice id=COLUMNS chosen=choices.chosen />
        </Show>
    }
}

/// Of whole events there is nothing to choose.
fn whole() -> impl IntoView {
    view! {
        <p class="field whole"><span class="label">"Whole events"</span><span class="hint">"One a line, to the letter as they are stored: every field, times in UTC."</span></p>
    }
}

#[component]
fn ColumnsField(choices: Choices) -> impl IntoView {
    let modes = [
        (Columns::All, format!("All {}", ExportColumn::ALL.len())),
        (
            Columns::OnScreen,
            format!("As on the screen, {}", ON_SCREEN.len()),
        ),
        (Columns::Chosen, "Choose…".to_owned()),
    ];
    let columns = choices.columns;
    let on_change = move |event| {
        let place: usize = event_target_value(&event).parse().unwrap_or_default();
        let modes = [Columns::All, Columns::OnScreen, Columns::Chosen];
        let mode = modes.get(place).copied().unwrap_or(Columns::All);
        // Choosing begins with what was there.
        if mode == Columns::Chosen {
            choices.chosen.set(untrack(|| choices.columns()));
        }
        columns.set(mode);
    };
    let option = move |(place, (mode, words)): (usize, (Columns, String))| {
        view! { <option value=place prop:selected=move || columns.get() == mode>{words}</option> }
    };
    view! {
        <div class="field">
            <label for="export-mode">"Columns"</label>
            <select class="in" id="export-mode" on:change=on_change>
                {modes.into_iter().enumerate().map(option).collect_view()}
            </select>
        </div>
    }
}

/// The person's own zone, the workspace's, UTC.
#[component]
fn ZoneSelect(choices: Choices, data: ExportsData) -> impl IntoView {
    let zones = Memo::new(move |_| {
        let workspace = data.session.workspace(&data.workspace.get_value());
        let mut zones = vec![data.reading.zone.get()];
        let others = workspace.map(|known| known.time_zone).into_iter();
        for name in others.chain(["UTC".to_owned()]) {
            if zones.iter().all(|known| known.name() != name) {
                zones.push(Zone::of_viewer(Some(&name)));
            }
        }
        zones
    });
    let option = move |zone: Zone| {
        let name = zone.name().to_owned();
        let words = if name == "UTC" {
            name.clone()
        } else {
            format!("{name}, {}", zone.offset(data.reading.now.get_untracked()))
        };
        let value = name.clone();
        let is_chosen = move || match choices.zone.get() {
            Some(chosen) => chosen == name,
            None => data.reading.zone.with(|own| own.name() == name),
        };
        view! { <option value=value prop:selected=is_chosen>{words}</option> }
    };
    view! {
        <div class="field">
            <label for="export-zone">"Times in"</label>
            <select class="in" id="export-zone" on:change=move |event| choices.zone.set(Some(event_target_value(&event)))>
                {move || zones.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}
