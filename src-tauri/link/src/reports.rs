//! Reports, asked of the desk server: to look at, or as a file.

use hyper::{Method, StatusCode};
use sportello_wire::window::{ReportFileForm, ReportQuestion, ReportTrouble};
use sportello_wire::{Language, Report};

use crate::files::{Files, LARGEST_FILE, ask};

/// The largest report to look at, in bytes.
const LARGEST_REPORT: usize = 1024 * 1024;

impl Files {
    /// Asks for a report.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn report(&self, question: &ReportQuestion) -> Result<Report, ReportTrouble> {
        let asked = format!("/api/seat/report?{}", query(question));
        let answer = self.ask_for_report(&asked, LARGEST_REPORT).await?;
        serde_json::from_slice(&answer).map_err(|_| ReportTrouble::Failed)
    }

    /// Asks for a report as a file.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn report_file(
        &self,
        question: &ReportQuestion,
        form: ReportFileForm,
        language: Language,
    ) -> Result<Vec<u8>, ReportTrouble> {
        let ending = ending(form);
        let language = match language {
            Language::It => "it",
            Language::En => "en",
        };
        let query = query(question);
        let asked = format!("/api/seat/report.{ending}?{query}&language={language}");
        self.ask_for_report(&asked, LARGEST_FILE).await
    }

    async fn ask_for_report(&self, asked: &str, largest: usize) -> Result<Vec<u8>, ReportTrouble> {
        let url = self.server().under(asked);
        let request = self.request(Method::GET, &url);
        let answered = ask(&url, request, Vec::new(), largest).await;
        let (status, answer) = answered.map_err(|_| ReportTrouble::Failed)?;
        match status {
            StatusCode::OK => Ok(answer.into()),
            StatusCode::FORBIDDEN => Err(ReportTrouble::NotAllowed),
            StatusCode::UNPROCESSABLE_ENTITY => Err(ReportTrouble::WrongDays),
            StatusCode::TOO_MANY_REQUESTS => Err(ReportTrouble::Busy),
            _ => Err(ReportTrouble::Failed),
        }
    }
}

/// How the name of such a file ends.
pub fn ending(form: ReportFileForm) -> &'static str {
    match form {
        ReportFileForm::Csv => "csv",
        ReportFileForm::Pdf => "pdf",
    }
}

/// Days and ids need no encoding.
fn query(question: &ReportQuestion) -> String {
    let ReportQuestion { period, slice } = question;
    let mut query = format!("from={}&to={}", period.from, period.to);
    let parts = [
        ("branch", slice.branch.map(|id| id.to_string())),
        ("desk", slice.desk.map(|id| id.to_string())),
        ("topic", slice.topic.map(|id| id.to_string())),
    ];
    for (name, id) in parts {
        if let Some(id) = id {
            query.push_str(&format!("&{name}={id}"));
        }
    }
    query
}
