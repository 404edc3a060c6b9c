// See the header.
#include "model/center_names.h"

#include "base/suggest.h"

namespace uniselector::model {

CenterNames::CenterNames(const Center& center) : limits_(center.limits) {
  const auto add_all = [this](Kind kind, const auto& list) {
    for (const auto& config : list) add(kind, config.id);
  };
  add_all(Kind::kChannel, center.channels);
  if (center.channels.empty()) add(Kind::kChannel, kImpliedChannel);
  add_all(Kind::kCalendar, center.calendars);
  add_all(Kind::kProfile, center.profiles);
  add_all(Kind::kQueue, center.queues);
  add_all(Kind::kAgent, center.agents);
  for (const SkillConfig& skill : center.skills) add_skill(skill);
}

const SkillConfig* CenterNames::skill(std::string_view id) const {
  const auto it = skills_.find(id);
  return it == skills_.end() ? nullptr : it->second;
}

bool CenterNames::Names::add(std::string_view id) {
  if (!set_.insert(id).second) return false;
  list_.push_back(id);
  return true;
}

std::string CenterNames::Names::suggestion(std::string_view id) const {
  return base::suggestion(id, list_);
}

}  // namespace uniselector::model
