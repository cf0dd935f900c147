//! Reports: asked of the server, shown, and saved among the downloads.

use sportello_wire::Report;
use sportello_wire::window::{
    ReportFileForm, ReportLook, ReportQuestion, ReportSaving, ReportTrouble, ReportsWindowOrder,
    WindowReports,
};

use super::Task;
use super::files::Carried;

/// What is shown of reports.
#[derive(Default)]
pub(super) struct Reports {
    /// What the window sees.
    pub(super) shown: WindowReports,
    /// Counts what was looked at: what was asked before is not shown any more.
    asked: u64,
}

impl Reports {
    fn ask(&mut self, look: ReportLook) -> u64 {
        self.asked += 1;
        self.shown.look = look;
        self.asked
    }

    /// Nobody looks any more; what is still on its way is shown to nobody.
    pub(super) fn forget(&mut self) {
        self.ask(ReportLook::None);
        self.shown.saving = ReportSaving::None;
    }
}

impl Task {
    pub(super) fn obey_about_reports(&mut self, order: ReportsWindowOrder) {
        match order {
            ReportsWindowOrder::Look { question } => self.look_at_report(question),
            ReportsWindowOrder::Save {
                question,
                form,
                language,
            } => {
                let Some(files) = self.files() else {
                    return self.finish_saving_report(Err(ReportTrouble::Failed));
                };
                self.reports.shown.saving = ReportSaving::Making;
                let (host, name) = (self.host.clone(), name(&question, form));
                self.carried.spawn(async move {
                    let bytes = match files.report_file(&question, form, language).await {
                        Ok(bytes) => bytes,
                        Err(why) => return Carried::ReportSaved(Err(why)),
                    };
                    let saving = move || host.save_file(&name, &bytes);
                    let saved = match tokio::task::spawn_blocking(saving).await {
                        Ok(saved) => saved,
                        Err(why) => Err(std::io::Error::other(why)),
                    };
                    let saved = saved.map_err(|why| {
                        tracing::warn!(%why, "a report could not be saved");
                        ReportTrouble::Failed
                    });
                    Carried::ReportSaved(saved.map(|path| path.display().to_string()))
                });
            }
            ReportsWindowOrder::Leave {} => {
                self.reports.forget();
            }
        }
    }

    fn look_at_report(&mut self, question: ReportQuestion) {
        self.reports.shown.saving = ReportSaving::None;
        let number = self.reports.ask(ReportLook::Making);
        let Some(files) = self.files() else {
            return self.finish_report(number, Err(ReportTrouble::Failed));
        };
        self.carried.spawn(async move {
            let report = files.report(&question).await.map(Box::new);
            Carried::Report(number, report)
        });
    }

    pub(super) fn finish_report(
        &mut self,
        number: u64,
        report: Result<Box<Report>, ReportTrouble>,
    ) {
        if number == self.reports.asked {
            self.reports.shown.look = match report {
                Ok(report) => ReportLook::There { report },
                Err(why) => ReportLook::Failed { why },
            };
        }
    }

    pub(super) fn finish_saving_report(&mut self, saved: Result<String, ReportTrouble>) {
        self.reports.shown.saving = match saved {
            Ok(path) => ReportSaving::Saved { path },
            Err(why) => ReportSaving::Failed { why },
        };
    }
}

/// `rapporto-2026-11-01-2026-11-30.pdf`: sorted by name, they stand in order.
fn name(question: &ReportQuestion, form: ReportFileForm) -> String {
    let (period, ending) = (question.period, sportello_link::ending(form));
    format!("rapporto-{}-{}.{ending}", period.from, period.to)
}
