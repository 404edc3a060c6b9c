// The schema as a document for people.
#include <algorithm>
#include <string>

#include <uniselector/time.h>

#include "config/schema.h"

namespace uniselector::config {
namespace {

using schema::Key;
using schema::Object;
using schema::Type;

constexpr std::string_view kIntroduction = R"(# Configuration

Printed from the schema that the reader uses (`lib/config/schema.cc`); a test keeps the two equal,
and `UNISELECTOR_UPDATE=1` before that test writes this file anew.

A configuration is YAML or JSON. `uniselector check FILE` reads one and lists every complaint (at
most 100 of a file) with file, line and column. The same keys and shapes serve the C++ values of
`<uniselector/center.h>`, the dictionaries of Python, and the `center:` of a scenario file.

With `--json` the answer is one object: `files`, `unreadable` (those of them that could not be
read), `cut_short` (those that may have more complaints than are listed) and `complaints`.

```yaml
version: 1
time_zone: Europe/Paris
skills:
  refunds: {levels: 1..5}
calendars:
  branch: {open: {mon-fri: 09:00-18:00, sat: 09:00-13:00}, holidays: [2026-12-25]}
queues:
  care:
    calendar: branch
    closed: {offer: callback}
    require: {skills: {refunds: 3}}
    relax: [{after: 20s, lower: {refunds: 2}}]
    limits: {wait: {max: 5m, then: {overflow: backup}}}
  backup: {open_pool: true, prefer: {score: "double(agent.skills.refunds) - agent.load"}}
agents:
  ana: {queues: [care], skills: {refunds: 4}, capacity: {voice: 1}, state: ready}
classification:
  - {when: "attributes.intent == 'refund'", queue: care}
fallback_queue: backup
```

## How values are written

- *Durations*: numbers with a unit, `d h m s ms us ns`, joined from large to small: `20s`, `1h30m`.
- *Counts* may end in `k` or `M`; in sizes (`attribute_bytes`) `k` is 1024.
- *Ids*: 1 to 128 bytes of UTF-8 without control characters, unique within their kind.
- *Values* of attributes are `true`, `false`, numbers and texts. What is in quotes is text, and so
  are numbers with a leading zero.
- *Expressions* are texts of 1 to 4096 bytes in the [Common Expression Language](cel.md). YAML needs
  them in quotes where they have `: ` or ` #`, or begin with a quote or bracket. Where a number may
  stand, an expression is always in quotes. An expression *fails* where it has no value, as when it
  asks for an attribute that is not there: `has(attributes.vip) && attributes.vip` does not.
- `name:` with nothing behind it is the same as `name: {}`.
- Unknown keys, keys that stand twice, anchors, aliases and tags are errors. So are texts above
  64 MiB, nesting deeper than 64, more than 8,000,000 values, and lists or mappings in brackets
  longer than 2 MiB unless the text is JSON.
- Keys under *Later* are names that are taken; using one answers "not supported in this version".
- Zones come from `/usr/share/zoneinfo` (package tzdata), once, when a configuration is read.

## What expressions may ask

- `interaction`: its `channel`, `queue`, `customer`, `priority`, `waited` (a duration) and
  `attributes`. `attributes` alone means these.
- `customer`: `id`, and for an attribute of the name `customer.value` its `value`.
- `now`: the time of the command or timer. It and all of the above stand in every expression but
  those of capacity.
- `agent`: his `kind`, `skills` (level by name), `queues` (a list), `attributes`, and of these
  `site`, `team`, `language`, `location` and `cost`; in scores also `load`, 0 to 1. `skills` alone
  means his. In requirements, scores and capacity.
- `queues`: by name, `waiting`, `longest_wait` (a duration), `service_level` (0 to 1), `logged_in`
  and `open`. In `when` of steps, limits and actions.
- `queue`: its `id` and `attributes`. In `where` of a classification rule.
- `tables`: by id and output, what the [tables](#a-table) decide.
)";

std::string range_text(const Key& key) {
  const bool open_end = key.range.max == INT64_MAX;
  return " " + std::to_string(key.range.min) + ".." +
         (open_end ? "" : std::to_string(key.range.max));
}

std::string value_text(const Key& key) {
  if (key.type == Type::kOther || !key.form.empty()) return std::string(key.form);
  switch (key.type) {
    case Type::kText: return "text";
    case Type::kExpression: return "expression";
    case Type::kId: return "id";
    case Type::kBool: return "`true` or `false`";
    case Type::kInteger: return "integer" + range_text(key);
    case Type::kCount: return "count" + range_text(key);
    case Type::kBytes: return "bytes" + range_text(key);
    case Type::kReal: return "number" + range_text(key);
    case Type::kDuration:
      return "duration " + to_string(Duration(key.range.min)) + ".." +
             to_string(Duration(key.range.max));
    case Type::kOther: break;
  }
  return {};
}

std::string default_text(const Key& key) {
  if (key.otherwise.empty()) return {};
  if (key.otherwise.front() == '(') {
    return std::string(key.otherwise.substr(1, key.otherwise.size() - 2));
  }
  return '`' + std::string(key.otherwise) + '`';
}

std::string object_text(const Object& object) {
  std::string text = "\n## " + std::string(object.name) + "\n\n";
  if (!object.place.empty()) text += "At `" + std::string(object.place) + "`. ";
  text += std::string(object.meaning) + "\n";
  bool any = false;
  for (const Key& key : object.keys) {
    if (key.later) continue;
    if (!any) text += "\n| Key | Value | Default | Meaning |\n|---|---|---|---|\n";
    any = true;
    text += "| `" + std::string(key.name) + "` | " + value_text(key) + " | " + default_text(key) +
            " | " + std::string(key.meaning) + " |\n";
  }
  std::string reserved;
  for (const Key& key : object.keys) {
    if (!key.later || !key.instead.empty()) continue;
    if (!reserved.empty()) reserved += ", ";
    reserved += '`' + std::string(key.name) + '`';
  }
  if (!reserved.empty()) text += "\n*Later*: " + reserved + ".\n";
  return text;
}

}  // namespace

std::string configuration_markdown() {
  std::string text(kIntroduction);
  for (const Object* object : schema::objects()) text += object_text(*object);
  return text;
}

}  // namespace uniselector::config
