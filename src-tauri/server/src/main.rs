//! `sportello-server`: the desk server on a host, without a window.

#![forbid(unsafe_code)]

mod commands;

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Parser, Subcommand};
use sportello_core::{Language, ReportPeriod};
use sportello_server::config::{self, Config, Log, LogFormat};
use sportello_server::{Server, Settings, admin, demo};
use sportello_store::Store;
use tracing_subscriber::EnvFilter;

use crate::commands::Form;

/// The video-call front desk of a public library.
#[derive(Debug, Parser)]
#[command(name = "sportello-server", version)]
struct Arguments {
    /// The settings file; ./sportello.toml is read when there is one.
    #[arg(long, global = true, env = "SPORTELLO_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs a sample library, to try things out.
    Demo {
        /// Where to listen.
        #[arg(long, default_value_t = SocketAddr::from(([127, 0, 0, 1], config::PORT)))]
        listen: SocketAddr,
        /// Where to keep it; a folder that is thrown away unless told otherwise.
        #[arg(long)]
        data: Option<PathBuf>,
    },
    /// Runs the libraries of the data directory.
    Serve,
    /// Copies all that is kept into a new folder, also while the server runs.
    Backup {
        /// Where the folder is made, best on another disk.
        target: PathBuf,
    },
    /// Puts a backup back into an empty data directory.
    Restore {
        /// The folder that `backup` made.
        backup: PathBuf,
    },
    /// Examines everything, and says what is wrong and what to do.
    Doctor {
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// Says which notices about loans come in the next seven days, if nothing changes.
    Notices {
        /// Sends nothing: what goes out, the server alone sends.
        #[arg(long, required = true)]
        dry_run: bool,
    },
    /// Writes the report of a month, as the window has it; of no person.
    Report {
        /// The month, 2026-10.
        #[arg(long, value_parser = month)]
        month: ReportPeriod,
        /// The library's name, where there are several.
        #[arg(long)]
        library: Option<String>,
        /// As a table for a spreadsheet, which it is unless told otherwise.
        #[arg(long, conflicts_with = "pdf")]
        csv: bool,
        /// As a document to be published.
        #[arg(long)]
        pdf: bool,
        /// In which language: it or en.
        #[arg(long, default_value = "it", value_parser = language)]
        language: Language,
        /// Into this file, instead of printing it.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Makes and changes libraries, desks and librarians, and answers about them.
    Admin {
        #[command(subcommand)]
        what: Admin,
    },
}

#[derive(Debug, Subcommand)]
enum Admin {
    /// Makes a library.
    CreateLibrary {
        /// What people call it.
        name: String,
    },
    /// Makes a desk of a library.
    CreateDesk {
        /// The library's name.
        #[arg(long)]
        library: String,
        /// Its public handle, @biblioteca.empoli.
        handle: String,
        /// What people call it.
        name: String,
    },
    /// Makes a librarian's account and prints its first password.
    CreateLibrarian {
        /// The library's name.
        #[arg(long)]
        library: String,
        /// The name to sign in with.
        user: String,
        /// As colleagues and patrons read it.
        name: String,
    },
    /// Asks somebody to join, and prints the link by which they choose a name to sign in
    /// with and a password.
    Invite {
        /// The library's name.
        #[arg(long)]
        library: String,
        /// What they may do: librarian, supervisor or administrator.
        #[arg(long, default_value = "librarian", value_parser = role)]
        role: sportello_core::Role,
        /// As colleagues and patrons will read it.
        name: String,
    },
    /// Prints the settings of a library as a file: hours, groups, topics, people.
    Show {
        /// The library's name.
        library: String,
    },
    /// Makes the settings of a library those of a file, also while its server runs.
    Apply {
        /// The library's name.
        library: String,
        /// The file, as `admin show` prints it.
        file: PathBuf,
        /// Says what would come of it and changes nothing.
        #[arg(long)]
        trial: bool,
    },
    /// Takes away what is past its retention; the server does so every night.
    Purge {
        /// Says what would be taken away and changes nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Writes all that is kept of a patron into a new folder.
    ExportPatron {
        /// The id of their thread, as `admin threads` lists it.
        thread: sportello_core::ThreadId,
        /// The folder.
        folder: PathBuf,
    },
    /// Forgets a patron and all that was said, while no server runs.
    ErasePatron {
        /// The id of their thread, as `admin threads` lists it.
        thread: sportello_core::ThreadId,
    },
    /// Lists threads by their ids, which other commands take.
    Threads {
        /// The library's name.
        library: String,
    },
    /// Lists who may not come, with the ids of their threads.
    Blocks {
        /// The library's name.
        library: String,
    },
    /// Lets a patron who was blocked come again, also while the server runs.
    EndBlock {
        /// The id of their thread, as `admin blocks` lists it.
        thread: sportello_core::ThreadId,
    },
    /// Counts how soon patrons were answered.
    ServiceLevel {
        /// The library's name.
        library: String,
        /// The first day, 2026-11-01.
        #[arg(long)]
        from: chrono::NaiveDate,
        /// The last day, 2026-11-30.
        #[arg(long)]
        to: chrono::NaiveDate,
        /// How many seconds are in time.
        #[arg(long, default_value_t = 20)]
        within: u16,
    },
    /// Gives a librarian a new password and ends their sessions.
    ResetPassword {
        /// The name to sign in with.
        user: String,
    },
    /// Signs a librarian out everywhere; the password stays.
    EndSessions {
        /// The name to sign in with.
        user: String,
    },
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match run(Arguments::parse()).await {
        Ok(true) => std::process::ExitCode::SUCCESS,
        Ok(false) => std::process::ExitCode::FAILURE,
        Err(why) => {
            eprintln!("sportello-server: {why:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// Whether all is well.
async fn run(arguments: Arguments) -> anyhow::Result<bool> {
    let found = Path::new(config::FILE);
    let file = arguments
        .config
        .or_else(|| found.exists().then(|| found.to_owned()));
    let config = Config::read(file.as_deref(), variables()?.into_iter())?;
    log(&config.log);
    match arguments.command {
        Command::Demo { listen, data } => demo(listen, data, &config).await?,
        Command::Serve => serve(config.settings()?).await?,
        Command::Backup { target } => commands::backup(&config.data, &target).await?,
        Command::Restore { backup } => commands::restore(&config.data, &backup).await?,
        Command::Doctor { json } => return commands::examine(&config, json).await,
        Command::Notices { dry_run: _ } => {
            let store = Store::open_to_administer(&config.data).await?;
            commands::notices(&store).await?;
            store.close().await;
        }
        Command::Report {
            month,
            library,
            csv: _,
            pdf,
            language,
            out,
        } => {
            let store = Store::open_to_administer(&config.data).await?;
            let form = if pdf { Form::Pdf } else { Form::Csv };
            let form = (form, language);
            commands::report(&store, library.as_deref(), month, form, out.as_deref()).await?;
            store.close().await;
        }
        Command::Admin { what } => administer(&config, what).await?,
    }
    Ok(true)
}

/// Our variables; what others keep in the environment need not even be text.
fn variables() -> anyhow::Result<Vec<(String, String)>> {
    let mut ours = Vec::new();
    for (name, value) in std::env::vars_os() {
        let Ok(name) = name.into_string() else {
            continue;
        };
        if name.starts_with("SPORTELLO_") {
            let value = value.into_string();
            let value = value.map_err(|_| anyhow::anyhow!("{name} is no text"))?;
            ours.push((name, value));
        }
    }
    Ok(ours)
}

async fn demo(listen: SocketAddr, data: Option<PathBuf>, config: &Config) -> anyhow::Result<()> {
    let stop = stop_signal()?;
    let passing = std::env::temp_dir().join(format!("sportello-demo-{}", std::process::id()));
    let is_passing = data.is_none();
    let data = data.unwrap_or(passing);
    let store = Store::open(&data).await?;
    let accounts = demo::prepare(&store).await?;
    let settings = Settings {
        listen,
        turn: config.turn_if_asked(listen)?,
        outbox: config.outbox.pace(),
        push: config.push.settings(),
        ..Settings::on_this_computer(data.clone())
    };
    let server = Server::start_with(store, settings).await?;
    println!("Biblioteca di Prova is open.\n");
    for link in server.links() {
        println!("  Patrons:     {link}   (on this computer only)");
    }
    for account in accounts {
        println!(
            "  Librarian:   {:<8} password {}",
            account.user, account.password
        );
    }
    println!("  Desk server: {}\n\nStop with Ctrl+C.", server.public.base);
    stop.await?;
    server.stop().await;
    if is_passing {
        let _ = std::fs::remove_dir_all(&data);
    }
    Ok(())
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let stop = stop_signal()?;
    let server = Server::start(settings).await?;
    if server.handles().is_empty() {
        tracing::warn!("there is no desk yet: see `sportello-server admin`");
    }
    if server.public.this_computer_only {
        tracing::warn!("no public address is set: the links work on this computer only");
    }
    for link in server.links() {
        tracing::info!(link, "patrons call here");
    }
    stop.await?;
    server.stop().await;
    Ok(())
}

async fn administer(config: &Config, what: Admin) -> anyhow::Result<()> {
    let data = &config.data;
    let store = Store::open_to_administer(data).await?;
    match what {
        Admin::CreateLibrary { name } => {
            admin::create_library(&store, &name).await?;
            println!("Library “{name}” made. Next: a desk, with `admin create-desk`.");
        }
        Admin::CreateDesk {
            library,
            handle,
            name,
        } => {
            let handle = admin::create_desk(&store, &library, &handle, &name).await?;
            println!("Desk {handle} made. Next: a librarian, with `admin create-librarian`.");
        }
        Admin::CreateLibrarian {
            library,
            user,
            name,
        } => {
            let password = admin::create_librarian(&store, &library, &user, &name).await?;
            println!("Account {user} made; its password is {password}");
        }
        Admin::Invite {
            library,
            role,
            name,
        } => commands::invite(&store, config, &library, &name, role).await?,
        Admin::Show { library } => print!("{}", admin::show(&store, &library).await?),
        Admin::Apply {
            library,
            file,
            trial,
        } => {
            let text = std::fs::read_to_string(&file)
                .with_context(|| format!("can't read {}", file.display()))?;
            let changed = admin::apply(&store, &library, &text, trial)
                .await
                .with_context(|| format!("in {}", file.display()))?;
            report(&changed, trial);
        }
        Admin::Purge { dry_run } => commands::purge(&store, dry_run).await?,
        Admin::ExportPatron { thread, folder } => {
            commands::export_patron(&store, data, thread, &folder).await?;
        }
        Admin::ErasePatron { thread } => commands::erase_patron(&store, thread).await?,
        Admin::Threads { library } => commands::threads(&store, &library).await?,
        Admin::Blocks { library } => commands::blocks(&store, &library).await?,
        Admin::EndBlock { thread } => {
            admin::end_block(&store, thread).await?;
            println!("They may come again.");
        }
        Admin::ServiceLevel {
            library,
            from,
            to,
            within,
        } => {
            let days = ReportPeriod { from, to };
            commands::service_level(&store, &library, days, within).await?;
        }
        Admin::ResetPassword { user } => {
            let password = admin::reset_password(&store, &user).await?;
            println!("The new password of {user} is {password}");
        }
        Admin::EndSessions { user } => {
            let ended = admin::end_sessions(&store, &user).await?;
            println!("Sessions of {user} that were ended: {ended}");
        }
    }
    store.close().await;
    Ok(())
}

/// A role by its word.
fn month(word: &str) -> Result<ReportPeriod, String> {
    let first = format!("{word}-01").parse();
    let first = first.map_err(|_| "it is written like 2026-10".to_owned())?;
    Ok(ReportPeriod::month_of(first))
}

fn language(word: &str) -> Result<Language, String> {
    match word {
        "it" => Ok(Language::It),
        "en" => Ok(Language::En),
        _other => Err("it is it or en".to_owned()),
    }
}

fn role(word: &str) -> Result<sportello_core::Role, String> {
    let known = [
        sportello_core::Role::Librarian,
        sportello_core::Role::Supervisor,
        sportello_core::Role::Administrator,
    ];
    let named = |role: &sportello_core::Role| format!("{role:?}").eq_ignore_ascii_case(word);
    let found = known.into_iter().find(named);
    found.ok_or_else(|| "it is librarian, supervisor or administrator".to_owned())
}

/// What came of a settings file.
fn report(changed: &admin::Changed, trial: bool) {
    for (user, password) in &changed.accounts {
        println!("Account {user} made; its password is {password}");
    }
    for warning in &changed.warnings {
        eprintln!("Warning: {warning}.");
    }
    if trial {
        println!("The file is good. Nothing was changed.");
    } else {
        println!("The settings are as the file says.");
    }
}

fn log(log: &Log) {
    let filter = EnvFilter::new(&log.level);
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // It would complain to the same place that can't be written, and panic.
        .log_internal_errors(false);
    match log.format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => lines.json().init(),
    }
}

/// Ctrl+C, or the word of whoever started the program. Listened for from the
/// beginning: a stop that comes early is a stop all the same.
#[cfg(unix)]
fn stop_signal() -> anyhow::Result<impl Future<Output = anyhow::Result<()>>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).context("can't wait for Ctrl+C")?;
    let mut terminate = signal(SignalKind::terminate()).context("can't wait for signals")?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        Ok(())
    })
}

/// Ctrl+C.
#[cfg(not(unix))]
fn stop_signal() -> anyhow::Result<impl Future<Output = anyhow::Result<()>>> {
    Ok(async {
        tokio::signal::ctrl_c()
            .await
            .context("can't wait for Ctrl+C")
    })
}
