//! What the Rust runtimes share: the workload as a host has it, and the conversation with `run`.
//!
//! A line on standard input asks for a measure (`evaluate int_equal 20`: evaluate for at least 20
//! milliseconds); a line of JSON on standard output answers it. Times are processor time. The
//! driver puts the questions to all runtimes in turn, so that they share the quiet and the busy
//! spells of the machine.

use std::collections::HashMap;
use std::io::{BufRead, Write};

use cpu_time::ProcessTime;
use serde_json::{json, Value as Json};

/// A value as a program of its own would hold it, before any runtime sees it.
#[derive(Clone)]
pub enum Host {
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(String),
    /// RFC 3339
    Timestamp(String),
    List(Vec<Host>),
    Map(Vec<(String, Host)>),
}

impl Host {
    fn new(kind: &str, value: &Json) -> Host {
        match value {
            Json::Bool(v) => Host::Bool(*v),
            Json::Number(v) if kind != "double" && v.is_i64() => Host::Int(v.as_i64().unwrap()),
            Json::Number(v) => Host::Double(v.as_f64().expect("a number")),
            Json::String(v) if kind == "timestamp" => Host::Timestamp(v.clone()),
            Json::String(v) => Host::Text(v.clone()),
            Json::Array(v) => Host::List(v.iter().map(|e| Host::new("", e)).collect()),
            Json::Object(v) => Host::Map(
                v.iter()
                    .map(|(k, e)| (k.clone(), Host::new("", e)))
                    .collect(),
            ),
            Json::Null => panic!("the workload has no null"),
        }
    }
}

pub struct Case {
    pub name: String,
    pub cel: String,
    pub zen: String,
    pub variables: Vec<(String, Host)>,
}

/// One expression in one runtime. Each method does its work `count` times and answers the last
/// value.
pub trait Prepared {
    /// From text to what is evaluated.
    fn compile(&mut self, count: u64) -> Result<Json, String>;
    /// With inputs that the runtime was given beforehand, in its own form.
    fn evaluate(&mut self, count: u64) -> Result<Json, String>;
    /// From the host's values: gives them to the runtime and evaluates.
    fn event(&mut self, count: u64) -> Result<Json, String>;
}

fn read_cases(path: &str) -> Vec<Case> {
    let text = std::fs::read_to_string(path).expect("the workload file");
    let case = |line: &str| {
        let json: Json = serde_json::from_str(line).expect("JSON");
        let string = |key: &str| json[key].as_str().expect(key).to_string();
        let variables = json["variables"].as_array().expect("variables").iter();
        let host = |v: &Json| Host::new(v["type"].as_str().expect("type"), &v["value"]);
        let name = |v: &Json| v["name"].as_str().expect("name").to_string();
        Case {
            name: string("name"),
            cel: string("cel"),
            zen: string("zen"),
            variables: variables.map(|v| (name(v), host(v))).collect(),
        }
    };
    text.lines().map(case).collect()
}

/// The version of a package in Cargo.lock.
fn version(package: &str) -> &'static str {
    let mut lines = include_str!("../Cargo.lock").lines();
    let name = format!("name = \"{package}\"");
    lines.find(|line| **line == name);
    lines
        .next()
        .and_then(|line| line.split('"').nth(1))
        .unwrap_or("unknown")
}

type Work = fn(&mut dyn Prepared, u64) -> Result<Json, String>;

/// Nanoseconds a time, over at least `milliseconds`.
fn measure(prepared: &mut dyn Prepared, work: Work, milliseconds: f64) -> Result<Json, String> {
    let mut count: u64 = 1;
    loop {
        let start = ProcessTime::now();
        let value = work(prepared, count)?;
        let spent = start.elapsed().as_nanos() as f64;
        let wanted = milliseconds * 1e6;
        if spent >= wanted {
            return Ok(json!({"ns": spent / count as f64, "count": count, "value": value}));
        }
        let guess = count as f64 * wanted / spent.max(1.0) * 1.1;
        count = (guess as u64).clamp(count * 2, count * 100);
    }
}

/// Answers the driver until it closes the pipe.
pub fn serve(package: &str, prepare: fn(&Case) -> Result<Box<dyn Prepared>, String>) {
    let path = std::env::args()
        .nth(1)
        .expect("usage: PROGRAM expressions.jsonl");
    let mut cases: HashMap<String, Result<Box<dyn Prepared>, String>> = read_cases(&path)
        .iter()
        .map(|case| (case.name.clone(), prepare(case)))
        .collect();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", json!({"version": version(package)})).unwrap();
    out.flush().unwrap();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let words: Vec<&str> = line.split_whitespace().collect();
        let work: Work = match words[0] {
            "compile" => |prepared, count| prepared.compile(count),
            "evaluate" => |prepared, count| prepared.evaluate(count),
            _ => |prepared, count| prepared.event(count),
        };
        let milliseconds: f64 = words[2].parse().expect("milliseconds");
        let answer = match cases.get_mut(words[1]) {
            Some(Ok(prepared)) => measure(prepared.as_mut(), work, milliseconds),
            Some(Err(message)) => Err(message.clone()),
            None => Err("no such expression".to_string()),
        };
        let answer = answer.unwrap_or_else(|message| json!({"error": message}));
        writeln!(out, "{answer}").unwrap();
        out.flush().unwrap();
    }
}
