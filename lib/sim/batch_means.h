// Estimates from batches of one long run, made sharper by control variates.
//
// A batch brings sums of what is measured and sums of controls: quantities whose expectation is 0
// by the construction of the input (a Poisson count minus its rate, a service time minus its mean),
// whatever the routing under test does. The part of the fluctuation that they explain is regressed
// away (Lavenberg and Welch 1981), so that a run need not be a hundred times longer; the estimate
// stays one of the simulated system. Batches must be long against the system's memory.
// Values; single-threaded.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace uniselector::sim {

class BatchMeans {
 public:
  /// A figure as a smooth function of the means of the measured sums.
  using Figure = std::function<double(const std::vector<double>&)>;
  struct Estimated {
    double value = 0;
    double error = 0;    ///< standard error
    double degrees = 0;  ///< of freedom, for Student's t
  };

  BatchMeans(std::size_t measures, std::size_t controls)
      : measures_(measures), controls_(controls) {}

  void add(const std::vector<double>& measured, const std::vector<double>& controls);
  std::size_t size() const { return count_; }

  /// The figure at the means, corrected by the regression of its linear part on the controls.
  Estimated estimate(const Figure& figure) const;
  /// Without controls.
  Estimated plain(const Figure& figure) const;

 private:
  std::vector<double> means() const;
  std::vector<double> linear(const Figure& figure, const std::vector<double>& at) const;
  std::vector<double> deviations(const std::vector<double>& mean,
                                 const std::vector<double>& gradient) const;
  Estimated finish(const Figure& figure, bool with_controls) const;

  std::size_t measures_;
  std::size_t controls_;
  std::size_t count_ = 0;
  std::vector<double> rows_;  ///< measured and controls of one batch after the other
};

}  // namespace uniselector::sim
