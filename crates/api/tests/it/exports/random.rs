//! An export is the list, whatever the filter: the same events, in the same order, byte for byte.

use daybook_shared::filter::EventFilter;
use daybook_shared::route;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::Method;
use serde_json::json;

use super::Desk;
use crate::model::dice;
use crate::model::pools::{KEY, MEMBER, OWNER};
use crate::soak::form::Form;

const EVENTS: usize = 300;

impl Desk {
    /// The list as it is stored, one event a line.
    async fn lines(&self, query: &str) -> String {
        let path = format!("{}?{query}", route::events(self.log.workspace));
        let request = self
            .log
            .app
            .request(Method::GET, &path)
            .bearer_auth(&self.log.token);
        let answer = request
            .header("accept", "application/x-ndjson")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{query}");
        answer.text().await.unwrap()
    }
}

/// Of `soak::` so that the full form has its many filters.
mod soak {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn an_export_is_the_list() {
        let seed: u64 = rand::random();
        println!("seed {seed}");
        let mut chance = StdRng::seed_from_u64(seed);
        let named = |text: &str| {
            let text = text.replace(MEMBER, "usr_member");
            text.replace(OWNER, "usr_owner").replace(KEY, "key_1")
        };
        let desk = Desk::with((0..EVENTS).map(|_| dice::event(&mut chance, &named)).collect()).await;
        let filters = Form::wanted().choose(60, 2_000);
        let mut found = 0;
        for _ in 0..filters {
            let query = dice::query(&mut chance, &named);
            let filter = EventFilter::from_pairs(form_urlencoded::parse(query.as_bytes())).unwrap();
            let sort = ["occurred", "sequence"][chance.random_range(0..2)];
            let order = ["desc", "asc"][chance.random_range(0..2)];
            let listed = desk.lines(&format!("{query}&sort={sort}&order={order}")).await;
            let asked = json!({"filter": filter, "sort": sort, "order": order, "format": "jsonl"});
            let lines = desk.made(asked.clone()).await;
            assert_eq!(
                desk.fetch(&lines).await.text(),
                listed,
                "{query}&sort={sort}&order={order}"
            );
            let rows = listed.lines().count();
            assert_eq!(desk.get(&lines).await["rows"], rows, "{query}");
            found += rows;
        }
        println!("{filters} filters, {found} rows");
        assert!(found > filters, "hardly a filter left anything");
    }
}
