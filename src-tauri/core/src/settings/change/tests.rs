use std::collections::BTreeSet;

use super::*;
use crate::handle::Handle;
use crate::ids::LibrarianId;
use crate::moment::Span;
use crate::presence::ChosenPresence;
use crate::settings::{
    Branch, Field, Group, Librarian, LibraryTexts, Role, Tier, TierForm, Topic, Why,
};

const BO: LibrarianId = LibrarianId(Uuid::from_u128(1));
const LOANS: GroupId = GroupId(Uuid::from_u128(2));
const CENTRAL: BranchId = BranchId(Uuid::from_u128(3));
const DESK: DeskId = DeskId(Uuid::from_u128(4));
const TOPIC: TopicId = TopicId(Uuid::from_u128(5));

fn ids() -> impl FnMut() -> Uuid {
    let mut next = 100;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

/// A desk in a branch, answered by a group that a topic asks for first.
fn settings() -> Settings {
    let handle = Handle::parse("biblioteca.prova").expect("a handle");
    let mut desk = Desk::new(DESK, handle, "Sportello".into());
    desk.branch = Some(CENTRAL);
    desk.tiers = vec![Tier {
        group: LOANS,
        after: Span::seconds(0),
    }];
    Settings {
        library: LibraryTexts {
            name: "Biblioteca di Prova".into(),
            ..LibraryTexts::default()
        },
        branches: vec![Branch {
            id: CENTRAL,
            name: "Centrale".into(),
            address: String::new(),
            hours: None,
        }],
        desks: vec![desk],
        groups: vec![Group {
            id: LOANS,
            name: "Prestito".into(),
            members: vec![BO],
        }],
        topics: vec![Topic {
            id: TOPIC,
            italian: "Prestiti".into(),
            english: "Loans".into(),
            group: Some(LOANS),
        }],
        consultations: Vec::new(),
        reports: crate::report::ReportsForm::default(),
        cases: crate::cases::CasePolicy::default(),
        notices: Default::default(),
        librarians: vec![Librarian {
            id: BO,
            name: "Bo Conti".into(),
            person: None,
            role: Role::Administrator,
            languages: BTreeSet::new(),
            chats: 3,
            chosen: ChosenPresence::Available,
        }],
    }
}

fn change(settings: &Settings, change: &SettingsChange) -> Result<Settings, Vec<Fault>> {
    settings
        .changed(change, ids())
        .map(|(settings, _)| settings)
}

#[test]
fn what_stands_can_be_saved_again_and_changes_nothing() {
    let settings = settings();
    let empty = TextsForm {
        greeting_italian: String::new(),
        greeting_english: String::new(),
        closed_italian: String::new(),
        closed_english: String::new(),
    };
    let asked = [
        SettingsChange::Library {
            form: LibraryForm::of(&settings.library),
        },
        SettingsChange::Branch {
            branch: Some(CENTRAL),
            form: BranchForm::of(&settings.branches[0]),
        },
        SettingsChange::BranchHours {
            branch: CENTRAL,
            hours: None,
        },
        SettingsChange::Desk {
            desk: Some(DESK),
            form: DeskForm::of(&settings.desks[0]),
        },
        SettingsChange::DeskHours {
            desk: DESK,
            hours: None,
        },
        SettingsChange::Texts {
            desk: DESK,
            form: empty,
        },
        SettingsChange::Group {
            group: Some(LOANS),
            form: GroupForm::of(&settings.groups[0]),
        },
        SettingsChange::Topics { topics: Vec::new() },
    ];
    for asked in asked {
        let stands = settings.as_it_stands(&asked).expect("it is there");
        assert_eq!(change(&settings, &stands), Ok(settings.clone()));
    }
}

#[test]
fn what_is_new_gets_an_id_of_the_library_s_own() {
    let settings = settings();
    let form = BranchForm {
        name: "  Succursale   Nord ".into(),
        address: String::new(),
    };
    let new = SettingsChange::Branch { branch: None, form };
    let (changed, told) = settings.changed(&new, ids()).expect("a good branch");
    assert_eq!(changed.branches[1].id, BranchId(Uuid::from_u128(101)));
    assert_eq!(changed.branches[1].name, "Succursale Nord");
    let name = "Succursale Nord".to_owned();
    assert_eq!(told, Told::BranchAdded { name });
    assert_eq!(settings.as_it_stands(&new), None);
}

#[test]
fn what_is_not_the_library_s_own_can_not_be_changed() {
    let settings = settings();
    let strange = Uuid::from_u128(999);
    let form = BranchForm {
        name: "Altrove".into(),
        address: String::new(),
    };
    let branch = SettingsChange::Branch {
        branch: Some(BranchId(strange)),
        form,
    };
    let topic = SettingsChange::Topics {
        topics: vec![TopicForm {
            id: Some(TopicId(strange)),
            italian: "Altro".into(),
            english: "Other".into(),
            group: None,
        }],
    };
    for asked in [branch, topic] {
        let faults = change(&settings, &asked).expect_err("it is somebody else's");
        assert_eq!(faults[0].why, Why::Unknown);
    }
}

#[test]
fn every_fault_of_a_form_is_told_and_none_of_other_things() {
    let mut settings = settings();
    settings.groups[0].name = String::new(); // wrong since long ago
    let mut form = DeskForm::of(&settings.desks[0]);
    form.name = " ".into();
    form.email = "nowhere".into();
    form.retention_days = 0;
    form.tiers.push(TierForm {
        group: LOANS,
        after_seconds: 30,
    });
    let desk = Some(DESK);
    let faults = change(&settings, &SettingsChange::Desk { desk, form }).expect_err("much");
    let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
    let expected = [Field::Name, Field::Email, Field::Retention, Field::Tiers];
    assert_eq!(fields, expected);
}

#[test]
fn cases_are_kept_and_promised_within_bounds() {
    use crate::cases::CasePolicy;
    let settings = settings();
    let form = |kept_days, usual_promise_days| SettingsChange::Cases {
        form: CasePolicy {
            kept_days,
            usual_promise_days,
        },
    };
    let changed = change(&settings, &form(30, 1)).expect("the least of both");
    assert_eq!(changed.as_it_stands(&form(0, 0)), Some(form(30, 1)));
    let faults = change(&settings, &form(29, 31)).expect_err("too little, and too much");
    let (least, most) = (30, 1_095);
    let kept = Fault::at(Field::KeptDays, Why::OutOfBounds { least, most });
    let (least, most) = (1, 30);
    let usual = Fault::at(Field::UsualPromise, Why::OutOfBounds { least, most });
    assert_eq!(faults, [kept, usual]);
}

#[test]
fn a_handle_that_another_desk_has_is_told_at_the_handle() {
    let settings = settings();
    let mut form = DeskForm::of(&settings.desks[0]);
    form.name = "Sala ragazzi".into();
    let faults = change(&settings, &SettingsChange::Desk { desk: None, form });
    let taken = Fault::at(Field::Handle, Why::Taken);
    assert_eq!(faults, Err(vec![taken]));
}

#[test]
fn a_group_that_goes_is_taken_out_of_what_names_it() {
    let settings = settings();
    let gone = change(&settings, &SettingsChange::RemoveGroup { group: LOANS }).expect("gone");
    assert!(gone.desks[0].tiers.is_empty());
    assert_eq!(gone.topics[0].group, None);
    let gone = change(&settings, &SettingsChange::RemoveBranch { branch: CENTRAL });
    assert_eq!(gone.expect("gone").desks[0].branch, None);
}

#[test]
fn going_back_brings_back_all_but_people_and_what_patrons_came_to() {
    let past = settings();
    let mut now = change(&past, &SettingsChange::RemoveGroup { group: LOANS }).expect("gone");
    let newer = |number: u128| {
        let handle = Handle::parse(&format!("nuovo.{number}")).expect("a handle");
        Desk::new(DeskId(Uuid::from_u128(number)), handle, "Nuovo".into())
    };
    now.desks.extend([newer(50), newer(51)]);
    now.librarians[0].role = Role::Librarian;
    let used = BTreeSet::from([DESK, DeskId(Uuid::from_u128(51))]);
    let back = now.back_to(&past, &used).expect("it fits");
    assert_eq!(back.kept, [DeskId(Uuid::from_u128(51))]);
    assert_eq!(back.settings.groups, past.groups);
    assert_eq!(back.settings.desks[0], past.desks[0]);
    assert_eq!(back.settings.desks.len(), 2);
    assert_eq!(back.settings.librarians[0].role, Role::Librarian);
}

#[test]
fn going_back_leaves_out_who_works_here_no_more() {
    let past = settings();
    let mut now = past.clone();
    now.groups.clear();
    now.desks[0].tiers.clear();
    now.topics.clear();
    now.librarians.clear();
    let back = now.back_to(&past, &BTreeSet::new()).expect("it fits");
    assert!(back.settings.groups[0].members.is_empty());
}
