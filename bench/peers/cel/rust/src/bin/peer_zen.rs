//! GoRules' expression language, on its own and with its own text for the same meaning.
//!
//! Numbers are decimals there, names are looked up at run time, and there is no type checker in the
//! path that is measured.

use std::hint::black_box;

use rust_decimal::prelude::FromPrimitive;
use rust_decimal::Decimal;
use serde_json::Value as Json;
use uniselector_cel_peers::{serve, Case, Host, Prepared};
use zen_expression::expression::Standard;
use zen_expression::variable::VariableMap;
use zen_expression::vm::VM;
use zen_expression::{DateValue, Expression, Isolate, Scope, Variable};

fn value(host: &Host) -> Variable {
    match host {
        Host::Bool(v) => Variable::Bool(*v),
        Host::Int(v) => Variable::Number(Decimal::from(*v)),
        Host::Double(v) => Variable::Number(Decimal::from_f64(*v).expect("a decimal number")),
        Host::Text(v) => Variable::String(v.as_str().into()),
        Host::Timestamp(v) => DateValue::from_text(v).expect("RFC 3339"),
        Host::List(v) => Variable::from_array(v.iter().map(value).collect()),
        Host::Map(v) => object(v.iter().map(|(key, e)| (key, value(e)))),
    }
}

fn object<'a>(entries: impl Iterator<Item = (&'a String, Variable)>) -> Variable {
    let mut map = VariableMap::new();
    for (key, value) in entries {
        map.insert(Variable::key(key), value);
    }
    Variable::from_object(map)
}

/// The host keeps points in time in this type, so that binding one parses no text.
enum Input {
    Ready(Variable),
    Host(Host),
}

struct Rule {
    source: String,
    expression: Expression<Standard>,
    isolate: Isolate,
    vm: VM,
    scope: Scope,
    inputs: Vec<(String, Input)>,
}

fn bind(inputs: &[(String, Input)]) -> Variable {
    object(inputs.iter().map(|(name, input)| match input {
        Input::Ready(v) => (name, v.clone()),
        Input::Host(v) => (name, value(v)),
    }))
}

impl Prepared for Rule {
    fn compile(&mut self, count: u64) -> Result<Json, String> {
        for _ in 0..count {
            let compiled = self.isolate.compile_standard(black_box(&self.source));
            black_box(compiled.map_err(|e| e.to_string())?);
        }
        Ok(Json::Null)
    }

    fn evaluate(&mut self, count: u64) -> Result<Json, String> {
        let mut last = Variable::Null;
        for _ in 0..count {
            let result = self
                .expression
                .evaluate_with_scope(black_box(&self.scope), &mut self.vm);
            last = black_box(result).map_err(|e| e.to_string())?;
        }
        Ok(last.to_value())
    }

    fn event(&mut self, count: u64) -> Result<Json, String> {
        let mut last = Variable::Null;
        for _ in 0..count {
            let scope = Scope::new(bind(black_box(&self.inputs)));
            let result = self.expression.evaluate_with_scope(&scope, &mut self.vm);
            last = black_box(result).map_err(|e| e.to_string())?;
        }
        Ok(last.to_value())
    }
}

fn prepare(case: &Case) -> Result<Box<dyn Prepared>, String> {
    let mut isolate = Isolate::new();
    let expression = isolate
        .compile_standard(&case.zen)
        .map_err(|e| e.to_string())?;
    let inputs: Vec<_> = case
        .variables
        .iter()
        .map(|(name, v)| (name.clone(), input(v)))
        .collect();
    let scope = Scope::new(bind(&inputs));
    let source = case.zen.clone();
    Ok(Box::new(Rule {
        source,
        expression,
        isolate,
        vm: VM::new(),
        scope,
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
    serve("zen-expression", prepare);
}
