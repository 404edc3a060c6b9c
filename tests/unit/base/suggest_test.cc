// Which names count as near.
#include "base/suggest.h"
#include "support/catch.h"

using uniselector::base::nearest;
using uniselector::base::suggestion;

TEST_CASE("the nearest name is suggested, if it is near", "[base][suggest]") {
  const std::vector<std::string_view> names{"longest_idle", "most_idle", "random", "care"};
  CHECK(nearest("longest_idel", names) == "longest_idle");
  CHECK(nearest("randm", names) == "random");
  CHECK(nearest("acre", names) == "care");  // a swap is one edit
  CHECK(nearest("cart", names) == "care");
  CHECK(nearest("sales", names).empty());
  CHECK(nearest("", names).empty());
  CHECK(nearest("b", {"a"}).empty());
  CHECK(nearest(std::string(500, 'a'), names).empty());
  CHECK(suggestion("mostidle", names) == "; did you mean 'most_idle'?");
  CHECK(suggestion("xyz", names).empty());
}
