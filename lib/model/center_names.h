// What a Center made in code or read from a file names, as checks ask for it. All ids count,
// whether they are right or not, so that one mistake brings one complaint. Refers to the Center,
// which must outlive it.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <uniselector/center.h>

#include "model/known.h"

namespace uniselector::model {

class CenterNames final : public Known {
 public:
  /// No names yet.
  explicit CenterNames(const Limits& limits) : limits_(limits) {}
  /// All names of the centre, and the channel `voice` where it lists none.
  explicit CenterNames(const Center& center);

  /// False when it is there already.
  bool add(Kind kind, std::string_view id) { return of(kind).add(id); }
  bool add_skill(const SkillConfig& skill) { return skills_.emplace(skill.id, &skill).second; }

  bool has(Kind kind, std::string_view id) const override { return of(kind).has(id); }
  const SkillConfig* skill(std::string_view id) const override;
  const Limits& limits() const override { return limits_; }
  std::string suggestion(Kind kind, std::string_view id) const override {
    return of(kind).suggestion(id);
  }

 private:
  /// The ids of one kind, in order; answers who is known and what a mistyped one may have meant.
  class Names {
   public:
    bool add(std::string_view id);
    bool has(std::string_view id) const { return set_.count(id) != 0; }
    std::string suggestion(std::string_view id) const;

   private:
    std::unordered_set<std::string_view> set_;
    std::vector<std::string_view> list_;
  };

  Names& of(Kind kind) { return names_[static_cast<std::size_t>(kind)]; }
  const Names& of(Kind kind) const { return names_[static_cast<std::size_t>(kind)]; }

  const Limits& limits_;
  Names names_[kKinds];
  std::unordered_map<std::string_view, const SkillConfig*> skills_;
};

}  // namespace uniselector::model
