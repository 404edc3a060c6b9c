// The closed form of a published queueing case, by the names that the truths file uses. Pure.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace uniselector::plan {

/// One case of a truths file, in the file's own words.
struct QueueingCase {
  std::string id;
  std::string model;
  bool exact = true;
  std::map<std::string, double> numbers;             ///< parameters that are numbers
  std::map<std::string, std::string> words;          ///< parameters that are texts
  std::map<std::string, std::vector<double>> lists;  ///< parameters that are lists of numbers
  struct Class {
    double per_hour = 0;
    double mean_service = 0;
    double square_service = 0;
  };
  std::vector<Class> classes;  ///< classes_best_first
  std::vector<std::pair<std::string, double>> results;

  double number(const std::string& name, double fallback = 0) const {
    const auto it = numbers.find(name);
    return it == numbers.end() ? fallback : it->second;
  }
};

/// Every figure that our calculators give for the case; empty for a model they do not know.
std::map<std::string, double> closed_form(const QueueingCase& c);

}  // namespace uniselector::plan
