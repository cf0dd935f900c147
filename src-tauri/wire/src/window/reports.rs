//! Reports, in the window.

use serde::{Deserialize, Serialize};
use sportello_core::{Language, Report, ReportPeriod, ReportSlice};
use ts_rs::TS;

/// Which report is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReportQuestion {
    /// Of which days.
    pub period: ReportPeriod,
    /// Of which part of the library.
    pub slice: ReportSlice,
}

/// What the window orders about reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ReportsWindowOrder {
    /// Show a report.
    Look {
        /// Which.
        question: ReportQuestion,
    },
    /// Save a report among the downloads.
    Save {
        /// Which.
        question: ReportQuestion,
        /// As what.
        form: ReportFileForm,
        /// In which language.
        language: Language,
    },
    /// Nobody looks any more.
    Leave {},
}

/// As what a report is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReportFileForm {
    /// A table for other programs.
    Csv,
    /// To print and to publish.
    Pdf,
}

/// What the window shows of reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowReports {
    /// The report that is looked at.
    pub look: ReportLook,
    /// The file that is saved.
    pub saving: ReportSaving,
}

/// The report that is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ReportLook {
    /// There is none.
    #[default]
    None,
    /// It is being made.
    Making,
    /// It.
    There {
        /// It.
        report: Box<Report>,
    },
    /// It could not be had.
    Failed {
        /// Why.
        why: ReportTrouble,
    },
}

/// The file that is saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ReportSaving {
    /// There is none.
    #[default]
    None,
    /// It is being made.
    Making,
    /// It is saved.
    Saved {
        /// Where.
        path: String,
    },
    /// It is not.
    Failed {
        /// Why.
        why: ReportTrouble,
    },
}

/// Why there is no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReportTrouble {
    /// It is for those who look after the desk.
    NotAllowed,
    /// These days can't be counted: the last before the first, or more than a year.
    WrongDays,
    /// Others are being made.
    Busy,
    /// The server could not be reached, or could not do it.
    Failed,
}
