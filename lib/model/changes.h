// What an update does to a map of what an interaction or an agent has.
#pragma once

namespace uniselector::model {

/// A value replaces or adds, no value erases.
template <class Map, class Changes>
void apply_changes(Map* map, const Changes& changes) {
  for (const auto& [name, value] : changes) {
    if (value) {
      (*map)[name] = *value;
    } else {
      map->erase(name);
    }
  }
}

}  // namespace uniselector::model
