// The calculators against values that follow by hand, and against each other where two of them
// describe one system.
#include <cmath>
#include <numeric>

#include "plan/erlang.h"
#include "plan/log_product.h"
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

/// Values from 60-digit arithmetic (mpmath): the stationary law of Palm's chain summed state by
/// state, p(x) = p(x-1) lambda / (min(x, n) mu + (x - n)+ theta), and the integral of
/// lambda p(n-1) exp(lambda / theta (1 - e^(-theta t)) - n mu t - theta t) over 0..target.
TEST_CASE(
    "Erlang A keeps its digits far from balance, where its terms leave the range of numbers") {
  struct Case {
    double arrivals, service, patience;
    int servers;
    double target;
    double wait, abandon, abandon_if_waiting, queue, occupancy, served;
  };
  for (const Case& c : {
           // Light.
           Case{1, 10, 60, 50, 20, 1.863978777506555e-19, 7.718518861200649e-22,
                0.004140883444781337, 4.63111131672039e-20, 0.2, 1},
           // Balanced.
           Case{0.1, 240, 120, 22, 20, 0.5857442206634857, 0.1428846043712627, 0.2439368573016633,
                1.714615252455153, 0.9350349770495316, 0.5928294027733771},
           Case{0.1001, 240, 1e6, 24, 600, 0.988970931121498, 0.002886719063625734,
                0.002918911944512039, 288.9605782689359, 0.9981103942173106, 0.1278099775878853},
           // Large.
           Case{27.5, 100, 60, 3000, 20, 1.324790417748876e-6, 7.816392389489044e-9,
                0.005900097317106879, 1.289704744265692e-5, 0.9166666595016403, 0.9999999921836076},
           Case{31, 100, 600, 3000, 20, 0.9999958852002141, 0.03225809405377094,
                0.03225822678991563, 600.0005494001396, 0.99999996947777, 0.5139086269950879},
           // Overloaded five times, with an hour of patience: some 28,800 wait.
           Case{10, 10, 3600, 20, 5800, 1, 0.8, 0.8, 28800, 1, 0.1119074006112032},
           Case{2, 1, 100'000, 1, 60'000, 1, 0.5, 0.5, 100'000, 1, 2.858484090940111e-197},
       }) {
    CAPTURE(c.arrivals, c.service, c.patience, c.servers, c.target);
    const ErlangA a = erlang_a(c.arrivals, c.service, c.patience, c.servers, c.target);
    CHECK(a.wait_probability == near(c.wait));
    CHECK(a.abandon_probability == near(c.abandon));
    CHECK(a.abandon_probability_given_wait == near(c.abandon_if_waiting));
    CHECK(a.mean_queue == near(c.queue));
    CHECK(a.mean_wait_s == near(c.queue / c.arrivals));
    CHECK(a.occupancy == near(c.occupancy));
    CHECK(a.served_within_target == near(c.served));
  }
}

TEST_CASE("Erlang A of 200 servers at one erlang is no NaN: waiting has the probability 1e-376") {
  const ErlangA a = erlang_a(1, 1, 60, 200, 20);
  CHECK(a.wait_probability == 0);
  CHECK(a.abandon_probability == 0);
  CHECK(a.abandon_probability_given_wait == near(8.37450095036959e-5));
  CHECK(a.occupancy == near(0.005));
  CHECK(a.served_within_target == near(1));
}

TEST_CASE("Erlang A of an extreme system is finite") {
  for (const double arrivals : {1e-6, 1e-3, 1.0, 278.0}) {
    for (const double service : {1e-3, 10.0, 36.0}) {
      for (const double patience : {1e-3, 60.0, 1e6}) {
        for (const int servers : {1, 20, 5000}) {
          const ErlangA a = erlang_a(arrivals, service, patience, servers, 20);
          CAPTURE(arrivals, service, patience, servers);
          CHECK((a.wait_probability >= 0 && a.wait_probability <= 1));
          CHECK((a.abandon_probability >= 0 && a.abandon_probability < 1));
          CHECK((a.occupancy > 0 && a.occupancy <= 1));
          CHECK((a.served_within_target >= 0 && a.served_within_target < 1 + 1e-9));
          // What comes goes: served by busy servers, or out of patience.
          CHECK(arrivals * (1 - a.abandon_probability) ==
                Approx(servers * a.occupancy / service).epsilon(1e-9));
        }
      }
    }
  }
}

TEST_CASE("the logarithm of a product of ratios needs no factorials") {
  CHECK(log_product(3, 1, 0) == 0);
  CHECK(log_product(1, 1, 5) == near(-std::log(120.0)));
  CHECK(log_product(2, 0.5, 3) == near(std::log(8.0 / (0.5 * 1.5 * 2.5))));
  CHECK(log_product(1, 1, 170) == near(-706.5730622457873471));  // log 170!, by 60 digits
  // 1e8 (1e8 + 1) ... (1e8 + 9,999) over 1e8^10,000: both are near e^184,207.
  CHECK(log_product(1e8, 1e8, 10'000) == near(-0.499933336666366691));
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
