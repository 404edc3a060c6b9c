//! The Rust runtime `cel`. It has no type checker: compiling is parsing and expanding macros.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;

use cel::{Context, Env, Program, Value};
use serde_json::Value as Json;
use uniselector_cel_peers::{serve, Case, Host, Prepared};

/// As the host binds an event: everything is copied into the runtime's own values.
fn value(host: &Host) -> Value {
    match host {
        Host::Bool(v) => Value::Bool(*v),
        Host::Int(v) => Value::Int(*v),
        Host::Double(v) => Value::Float(*v),
        Host::Text(v) => Value::from(v.as_str()),
        Host::Timestamp(v) => {
            Value::Timestamp(chrono::DateTime::parse_from_rfc3339(v).expect("RFC 3339"))
        }
        Host::List(v) => Value::List(Arc::new(v.iter().map(value).collect())),
        Host::Map(v) => {
            let entries = v.iter().map(|(key, e)| (key.as_str(), value(e)));
            Value::from(entries.collect::<HashMap<_, _>>())
        }
    }
}

/// The host keeps points in time in this type, so that binding one parses no text.
enum Input {
    Ready(Value),
    Host(Host),
}

struct Expression {
    source: String,
    env: Arc<Env>,
    program: Program,
    context: Context<'static, 'static>,
    inputs: Vec<(String, Input)>,
}

fn bind(env: &Arc<Env>, inputs: &[(String, Input)]) -> Context<'static, 'static> {
    let mut context = Context::with_env(Arc::clone(env));
    for (name, input) in inputs {
        let value = match input {
            Input::Ready(v) => v.clone(),
            Input::Host(v) => value(v),
        };
        context.add_variable_from_value(name.as_str(), value);
    }
    context
}

fn json(value: Value) -> Result<Json, String> {
    match value {
        Value::Bool(v) => Ok(Json::from(v)),
        Value::Int(v) => Ok(Json::from(v)),
        Value::String(v) => Ok(Json::from(v.as_str())),
        other => Err(format!("the value {other:?}")),
    }
}

impl Prepared for Expression {
    fn compile(&mut self, count: u64) -> Result<Json, String> {
        for _ in 0..count {
            black_box(
                self.env
                    .compile(black_box(&self.source))
                    .map_err(|e| e.to_string())?,
            );
        }
        Ok(Json::Null)
    }

    fn evaluate(&mut self, count: u64) -> Result<Json, String> {
        let mut last = Value::Null;
        for _ in 0..count {
            last = black_box(self.program.execute(black_box(&self.context)))
                .map_err(|e| e.to_string())?;
        }
        json(last)
    }

    fn event(&mut self, count: u64) -> Result<Json, String> {
        let mut last = Value::Null;
        for _ in 0..count {
            let context = bind(&self.env, black_box(&self.inputs));
            last = black_box(self.program.execute(&context)).map_err(|e| e.to_string())?;
        }
        json(last)
    }
}

fn prepare(case: &Case) -> Result<Box<dyn Prepared>, String> {
    let env = Arc::new(Env::stdlib());
    let program = env.compile(&case.cel).map_err(|e| e.to_string())?;
    let inputs: Vec<_> = case
        .variables
        .iter()
        .map(|(name, v)| (name.clone(), input(v)))
        .collect();
    let context = bind(&env, &inputs);
    let source = case.cel.clone();
    Ok(Box::new(Expression {
        source,
        env,
        program,
        context,
        inputs,
    }))
}

fn input(host: &Host) -> Input {
    match host {
        Host::Timestamp(_) => Input::Ready(value(host)),
        other => Input::Host(other.clone()),
    }
}

fn main() {
    serve("cel", prepare);
}
