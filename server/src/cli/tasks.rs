//! `postal tasks`: what runs by the clock, and running it now.

use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::Failure;
use super::context::{Context, print_out};
use crate::store::tasks::{self as rows, ScheduledTask};
use crate::worker::tasks::{self, TASKS, Task};

#[derive(Debug, Subcommand)]
pub enum TasksCommand {
    /// Show each task: its last run, how long that took, what came of it, and the next run.
    List(List),
    /// Run one task now, beside what runs by the clock.
    Run {
        /// Its name, as `postal tasks list` shows it.
        name: String,
    },
}

#[derive(Debug, Args)]
pub struct List {
    /// Form of the answer.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Output {
    Text,
    Json,
}

impl TasksCommand {
    pub async fn run(self) -> Result<(), Failure> {
        match self {
            TasksCommand::List(options) => options.run().await,
            TasksCommand::Run { name } => run_now(&name).await,
        }
    }
}

impl List {
    async fn run(self) -> Result<(), Failure> {
        let services = Context::open().await?.task_services();
        let known = rows::list(&mut services.store.read().await?).await?;
        let lines = TASKS.iter().map(|task| (task, known.iter().find(|known| known.name == task.name)));
        match self.output {
            Output::Text => {
                let head = format!("{:36}{:29}{:>10}  {:29}{}\n", "Task", "Last run", "Duration", "Next run", "Result");
                print_out(head + &lines.map(|(task, known)| as_text(task, known)).collect::<String>())
            }
            Output::Json => {
                let items: Vec<_> = lines.map(|(task, known)| as_json(task, known)).collect();
                print_out(format_args!("{:#}\n", json!(items)))
            }
        }
    }
}

async fn run_now(name: &str) -> Result<(), Failure> {
    let Some(task) = tasks::find(name) else {
        let names: Vec<_> = TASKS.iter().map(|task| task.name).collect();
        return Err(Failure::usage(format_args!("there is no task {name:?}; there are {}", names.join(", "))));
    };
    let services = Arc::new(Context::open().await?.task_services());
    let run = tasks::run_once(&services, task).await?;
    services.store.close().await;
    match run.result {
        Ok(changed) => {
            print_out(format_args!("{name}: done in {:.2} s, {changed} changed\n", run.duration.as_secs_f64()))
        }
        Err(error) => Err(Failure::Failed(anyhow::anyhow!("{name} failed: {error}"))),
    }
}

fn as_text(task: &Task, known: Option<&ScheduledTask>) -> String {
    let next = known.map_or("not scheduled yet".to_owned(), |known| known.next_run_at.to_rfc3339());
    let (last, duration, result) = match known.and_then(|known| known.last.as_ref()) {
        None => ("never".to_owned(), String::new(), String::new()),
        Some(run) => {
            let result = match &run.result {
                Ok(changed) => format!("done, {changed} changed"),
                Err(error) => format!("failed: {error}"),
            };
            (run.started_at.to_rfc3339(), format!("{:.2} s", run.duration.as_secs_f64()), result)
        }
    };
    format!("{:36}{last:29}{duration:>10}  {next:29}{result}\n", task.name)
}

/// A value that is not there is left out, as in the API.
fn as_json(task: &Task, known: Option<&ScheduledTask>) -> serde_json::Value {
    let mut item = serde_json::Map::new();
    let mut add = |name: &str, value: serde_json::Value| item.insert(name.to_owned(), value);
    add("name", json!(task.name));
    if let Some(known) = known {
        add("next_run_at", json!(known.next_run_at.to_rfc3339()));
        if let Some(run) = &known.last {
            add("last_run_at", json!(run.started_at.to_rfc3339()));
            add("last_duration_seconds", json!(run.duration.as_secs_f64()));
            match &run.result {
                Ok(changed) => add("last_changed", json!(changed)),
                Err(error) => add("last_error", json!(error)),
            };
        }
    }
    item.into()
}
