// The calculators against values that follow by hand, and against each other where two of them
// describe one system.
#include <cmath>
#include <numeric>

#include "plan/erlang.h"
#include "plan/queues.h"
#include "plan/transient.h"
#include "plan/truths_closed_form.h"
#include "support/catch.h"

namespace uniselector::test {
namespace {

using namespace plan;

Approx near(double x) { return Approx(x).epsilon(1e-10); }

TEST_CASE("Erlang B of small systems follows by hand") {
  CHECK(erlang_b(1, 0.5) == near(1.0 / 3));
  CHECK(erlang_b(2, 1.0) == near(0.2));
  CHECK(erlang_b(1000, 1000) == near(0.0248119176462));
}

TEST_CASE("Erlang C: two servers at one erlang wait in a third of all cases") {
  CHECK(erlang_c(2, 1.0) == near(1.0 / 3));
  const ErlangC e = erlang_c(1.0 / 300, 300, 2, 0);
  CHECK(e.mean_wait_s == near(100));
  CHECK(e.service_level == near(2.0 / 3));
  CHECK(e.mean_queue == near(1.0 / 3));
}

TEST_CASE("an overloaded patient queue answers nobody in time") {
  const ErlangC e = erlang_c(1, 10, 10, 20);
  CHECK(e.wait_probability == 1);
  CHECK(e.service_level == 0);
}

TEST_CASE("staffing answers the smallest number that suffices") {
  const int n = erlang_c_servers(0.1, 240, 20, 0.8);
  CHECK(n == 29);
  CHECK(erlang_c(0.1, 240, n, 20).service_level >= 0.8);
  CHECK(erlang_c(0.1, 240, n - 1, 20).service_level < 0.8);
}

TEST_CASE("Erlang A with endless patience is Erlang C") {
  const ErlangA a = erlang_a(0.1, 240, 1e9, 28, 20);
  const ErlangC c = erlang_c(0.1, 240, 28, 20);
  CHECK(a.wait_probability == Approx(c.wait_probability).epsilon(1e-5));
  CHECK(a.mean_wait_s == Approx(c.mean_wait_s).epsilon(1e-5));
  CHECK(a.served_within_target == Approx(c.service_level).epsilon(1e-5));
}

TEST_CASE("Erlang A balances: served and abandoned are all") {
  const ErlangA a = erlang_a(0.1, 240, 120, 22, 1e5);
  CHECK(a.served_within_target == near(1 - a.abandon_probability));
  CHECK(a.occupancy == near(0.1 * 240 * (1 - a.abandon_probability) / 22));
}

TEST_CASE("a finite queue without waiting places is Erlang B") {
  const FiniteQueue q = finite_queue(1.0 / 6, 180, 30, 30);
  CHECK(q.blocking == near(erlang_b(30, 30)));
  CHECK(q.wait_probability == 0);
  CHECK(q.mean_wait_s == 0);
}

TEST_CASE("priorities of one class are no priorities, and what one gains the other loses") {
  CHECK(priority_waits({0.1}, 240, 26)[0] == near(erlang_c(0.1, 240, 26, 0).mean_wait_s));
  const auto waits = priority_waits({0.03, 0.07}, 240, 26);
  CHECK(waits[0] < waits[1]);
  CHECK(0.3 * waits[0] + 0.7 * waits[1] == near(erlang_c(0.1, 240, 26, 0).mean_wait_s));
}

TEST_CASE("one server with exponential service is Erlang C, with constant service half of it") {
  const double exponential = one_server_waits({{1.0 / 300, 240, 2 * 240.0 * 240}})[0];
  CHECK(exponential == near(erlang_c(1.0 / 300, 240, 1, 0).mean_wait_s));
  CHECK(one_server_waits({{1.0 / 300, 240, 240.0 * 240}})[0] == near(exponential / 2));
  const ConstantService d = constant_service(1.0 / 300, 240, 1);
  CHECK(d.mean_wait_s == near(exponential / 2));
  CHECK(d.wait_probability == near(0.8));
}

TEST_CASE("the law of a transient queue sums to one and tends to the steady state") {
  const TransientQueue queue{.arrivals = 0.02, .service_s = 180, .servers = 5, .places = 12};
  const auto law = transient_law(queue, 600);
  CHECK(std::accumulate(law.begin(), law.end(), 0.0) == near(1));
  const auto late = transient_law(queue, 100'000);
  const FiniteQueue steady = finite_queue(0.02, 180, 5, 12);
  CHECK(late.back() == Approx(steady.blocking).epsilon(1e-8));
}

TEST_CASE("a transient queue without limit starts as if every call had a server") {
  const TransientQueue queue{.arrivals = 0.01, .service_s = 100, .servers = 40, .places = 40};
  const auto law = transient_law(queue, 50);
  CHECK(law[0] == near(std::exp(-(1 - std::exp(-0.5)))));
}

TEST_CASE("closed forms answer nothing for a model they do not know") {
  CHECK(closed_form({.id = "x", .model = "G/G/1"}).empty());
  const auto known = closed_form(
      {.model = "M/G/n/n (Erlang B)", .numbers = {{"servers", 1}, {"offered_load_erlang", 0.5}}});
  CHECK(known.at("blocking") == near(1.0 / 3));
}

}  // namespace
}  // namespace uniselector::test
