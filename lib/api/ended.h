// Ended: the interactions that are over, kept for questions up to a limit, oldest dropped first.
// Found by id in O(1); of several episodes under one id the last counts. Single-threaded.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <uniselector/views.h>

#include "api/seeded_hash.h"

namespace uniselector::api {

class Ended {
 public:
  Ended() = default;
  Ended(const Ended&) = delete;
  Ended& operator=(const Ended&) = delete;

  /// Keeps `view`, and at most `most` (1 or more) of all.
  void keep(InteractionView view, std::size_t most) {
    while (!kept_.empty() && kept_.size() >= most) drop_oldest();
    kept_.push_back(std::move(view));
    const std::uint64_t number = dropped_ + kept_.size() - 1;
    const std::string_view id = kept_.back().id;
    // The key is a view of the text that it finds, so a new episode brings its own.
    index_.erase(id);
    index_.emplace(id, number);
  }

  const InteractionView* find(std::string_view id) const {
    const auto it = index_.find(id);
    return it == index_.end() ? nullptr : &kept_[static_cast<std::size_t>(it->second - dropped_)];
  }

  void clear() {
    while (!kept_.empty()) drop_oldest();
  }
  std::size_t size() const { return kept_.size(); }

 private:
  void drop_oldest() {
    const auto it = index_.find(kept_.front().id);
    if (it != index_.end() && it->second == dropped_) index_.erase(it);
    kept_.pop_front();
    ++dropped_;
  }

  std::deque<InteractionView> kept_;  ///< its elements stay where they are
  std::uint64_t dropped_ = 0;         ///< number of the first one kept
  std::unordered_map<std::string_view, std::uint64_t, SeededHash> index_{0, SeededHash(this)};
};

}  // namespace uniselector::api
