// Directory: the host's ids beside the core's handles. The core never sees an id of an interaction;
// here each live one is found by its text, and each handle finds its text again. Single-threaded.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/seeded_hash.h"
#include "model/ids.h"

namespace uniselector::api {

class Directory {
 public:
  Directory() = default;
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  /// The handle of a live interaction, 0 when there is none of this id.
  std::uint64_t find(std::string_view id) const {
    const auto it = handles_.find(id);
    return it == handles_.end() ? 0 : it->second;
  }
  void add(std::string_view id, std::uint64_t handle) {
    const auto [it, fresh] = handles_.emplace(std::string(id), handle);
    if (!fresh) it->second = handle;
    const std::uint32_t slot = model::Ref::from(handle).slot;
    if (slot >= by_slot_.size()) by_slot_.resize(slot + 1U);
    by_slot_[slot] = {handle, &it->first};
  }
  /// The id of a handle; empty when it is not in the directory.
  std::string_view id_of(std::uint64_t handle) const {
    const std::uint32_t slot = model::Ref::from(handle).slot;
    if (slot >= by_slot_.size() || by_slot_[slot].handle != handle) return {};
    return *by_slot_[slot].id;
  }
  void remove(std::uint64_t handle) {
    const std::uint32_t slot = model::Ref::from(handle).slot;
    if (slot >= by_slot_.size() || by_slot_[slot].handle != handle) return;
    handles_.erase(handles_.find(*by_slot_[slot].id));
    by_slot_[slot] = {};
  }

 private:
  struct Named {
    std::uint64_t handle = 0;
    const std::string* id = nullptr;  ///< the key in handles_, which stays where it is
  };
  std::unordered_map<std::string, std::uint64_t, SeededHash, std::equal_to<>> handles_{
      0, SeededHash(this)};
  std::vector<Named> by_slot_;
};

}  // namespace uniselector::api
