//! The house's arrows: which crate may know which.
//!
//! ARCHITECTURE.md draws them; this file holds the table and asks
//! `cargo metadata` whether the manifests keep to it. A new crate needs a row, a
//! new arrow a reason. It reads manifests only: what the code does with a crate
//! it may name is for review.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// A crate, what it may know, and what its tests may know besides.
struct Room {
    name: &'static str,
    knows: &'static [&'static str],
    tests_know: &'static [&'static str],
}

/// The whole house. Arrows run from `name` to `knows`, and nowhere else.
const ROOMS: &[Room] = &[
    Room {
        name: "sportello-core",
        knows: &[],
        tests_know: &[],
    },
    Room {
        name: "sportello-wire",
        knows: &["sportello-core"],
        tests_know: &[],
    },
    Room {
        name: "sportello-store",
        knows: &["sportello-core"],
        tests_know: &[],
    },
    Room {
        name: "sportello-mail",
        knows: &["sportello-core", "sportello-way"],
        tests_know: &["sportello-kit"],
    },
    Room {
        name: "sportello-push",
        knows: &["sportello-core"],
        tests_know: &[],
    },
    Room {
        name: "sportello-calendar",
        knows: &["sportello-core", "sportello-way"],
        tests_know: &[],
    },
    Room {
        name: "sportello-way",
        knows: &[],
        tests_know: &[],
    },
    Room {
        name: "sportello-ils",
        knows: &["sportello-core", "sportello-way"],
        tests_know: &["sportello-kit"],
    },
    Room {
        name: "sportello-media",
        knows: &[],
        // Its calls go through a relay in some tests.
        tests_know: &["sportello-kit", "sportello-relay"],
    },
    Room {
        name: "sportello-relay",
        knows: &[],
        tests_know: &[],
    },
    Room {
        name: "sportello-link",
        knows: &["sportello-wire"],
        tests_know: &["sportello-kit"],
    },
    Room {
        name: "sportello-seat",
        knows: &["sportello-link", "sportello-media", "sportello-wire"],
        tests_know: &["sportello-kit"],
    },
    Room {
        name: "sportello-server",
        knows: &[
            "sportello-calendar",
            "sportello-core",
            "sportello-ils",
            "sportello-mail",
            "sportello-push",
            "sportello-relay",
            "sportello-wire",
            "sportello-store",
        ],
        // Its tests seat real librarians and real patrons at the desk.
        tests_know: &[
            "sportello-kit",
            "sportello-link",
            "sportello-media",
            "sportello-seat",
        ],
    },
    Room {
        name: "sportello",
        knows: &[
            "sportello-server",
            "sportello-seat",
            "sportello-media",
            "sportello-wire",
        ],
        tests_know: &["sportello-kit"],
    },
    Room {
        name: "sportello-kit",
        knows: &[
            "sportello-core",
            "sportello-wire",
            "sportello-store",
            "sportello-link",
            "sportello-media",
            "sportello-seat",
        ],
        tests_know: &[],
    },
    Room {
        name: "sportello-bench",
        knows: &[
            "sportello-core",
            "sportello-link",
            // Mail that comes in is written to addresses that are signed.
            "sportello-mail",
            "sportello-media",
            "sportello-relay",
            "sportello-seat",
            "sportello-store",
            "sportello-wire",
            "sportello-server",
            "sportello-kit",
        ],
        tests_know: &[],
    },
];

/// Crates from outside that one room alone may name, tests included.
const KEPT_BY: &[(&str, &[&str])] = &[
    ("sportello-store", &["sqlx"]),
    ("sportello", &["tauri", "tauri-build"]),
    ("sportello-mail", &["lettre", "mail-parser"]),
    ("sportello-push", &["web-push-native"]),
    ("sportello-calendar", &["roxmltree"]),
    ("sportello-media", &["webrtc", "rtc", "cpal", "nokhwa"]),
];

/// What the domain may not reach for: a runtime, a database, the web, chance.
const CLOSED_TO_CORE: &[&str] = &[
    "tokio",
    "sqlx",
    "axum",
    "tauri",
    "rand",
    "getrandom",
    "reqwest",
    "tracing-subscriber",
];

/// Features that would hand the domain the time of day or a random number.
const CLOSED_FEATURES: &[&str] = &["clock", "now", "v1", "v4", "v6", "v7", "rng"];

#[test]
fn every_crate_of_the_workspace_has_a_room() {
    let house = house();
    let built: BTreeSet<&str> = house.iter().map(|package| package.name.as_str()).collect();
    let drawn: BTreeSet<&str> = ROOMS.iter().map(|room| room.name).collect();
    assert_eq!(
        built, drawn,
        "the workspace (left) and the table of rooms (right) differ"
    );
}

#[test]
fn arrows_run_only_where_the_table_says() {
    let mut strays = Vec::new();
    for package in house() {
        let room = room(&package.name);
        for arrow in package.arrows.iter().filter(|arrow| arrow.ours) {
            let known = room.knows.contains(&arrow.to.as_str());
            let known_to_tests = arrow.tests_only && room.tests_know.contains(&arrow.to.as_str());
            if !known && !known_to_tests {
                strays.push(format!("{} -> {}", package.name, arrow.to));
            }
        }
    }
    assert!(
        strays.is_empty(),
        "arrows the table does not have: {strays:?}"
    );
}

#[test]
fn the_table_itself_has_no_circle() {
    let mut settled: BTreeSet<&str> = BTreeSet::new();
    while settled.len() < ROOMS.len() {
        let next: Vec<&str> = ROOMS
            .iter()
            .filter(|room| !settled.contains(room.name))
            .filter(|room| room.knows.iter().all(|known| settled.contains(known)))
            .map(|room| room.name)
            .collect();
        assert!(
            !next.is_empty(),
            "a circle, or an unknown room, among all but {settled:?}"
        );
        settled.extend(next);
    }
}

#[test]
fn what_one_room_keeps_no_other_room_names() {
    let mut strays = Vec::new();
    for package in house() {
        for (keeper, kept) in KEPT_BY.iter().filter(|(keeper, _)| *keeper != package.name) {
            for arrow in &package.arrows {
                let plugin = kept.contains(&"tauri") && arrow.to.starts_with("tauri-plugin-");
                if kept.contains(&arrow.to.as_str()) || plugin {
                    strays.push(format!(
                        "{} names {}, which {keeper} keeps",
                        package.name, arrow.to
                    ));
                }
            }
        }
    }
    assert!(strays.is_empty(), "{strays:?}");
}

#[test]
fn the_core_can_reach_no_clock_no_chance_and_no_network() {
    let house = house();
    let core = house
        .iter()
        .find(|package| package.name == "sportello-core")
        .expect("the workspace has a core, as another test here says");
    for arrow in core.arrows.iter().filter(|arrow| !arrow.tests_only) {
        assert!(
            !CLOSED_TO_CORE.contains(&arrow.to.as_str()),
            "the core names {}",
            arrow.to
        );
        for feature in &arrow.features {
            assert!(
                !CLOSED_FEATURES.contains(&feature.as_str()),
                "the core asks {} for {feature}",
                arrow.to
            );
        }
        if arrow.to == "chrono" {
            assert!(
                !arrow.default_features,
                "chrono's default features bring its clock"
            );
        }
    }
}

/// A member of the workspace, as its manifest has it.
struct Package {
    name: String,
    arrows: Vec<Arrow>,
}

/// One line of a manifest's dependencies.
struct Arrow {
    to: String,
    /// To a member of this workspace.
    ours: bool,
    /// A dev-dependency.
    tests_only: bool,
    features: Vec<String>,
    default_features: bool,
}

fn room(name: &str) -> &'static Room {
    ROOMS
        .iter()
        .find(|room| room.name == name)
        .unwrap_or_else(|| panic!("{name} has no row in the table of rooms"))
}

/// Every member of the workspace, read from `cargo metadata`.
fn house() -> Vec<Package> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root)
        .output()
        .expect("cargo runs, since it runs this test");
    assert!(
        output.status.success(),
        "cargo metadata failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value =
        serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    list(&metadata["packages"])
        .map(|package| Package {
            name: text(&package["name"]),
            arrows: list(&package["dependencies"]).map(arrow).collect(),
        })
        .collect()
}

fn arrow(dependency: &Value) -> Arrow {
    Arrow {
        to: text(&dependency["name"]),
        ours: dependency["path"].is_string(),
        tests_only: dependency["kind"] == "dev",
        features: list(&dependency["features"]).map(text).collect(),
        default_features: dependency["uses_default_features"] == true,
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value
        .as_array()
        .expect("cargo metadata has a list here")
        .iter()
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .expect("cargo metadata has a name here")
        .to_owned()
}
