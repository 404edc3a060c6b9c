// Asking for a record before it is needed, so that the memory works while the core decides.
#pragma once

namespace uniselector::base {

/// A hint: any address is allowed, nothing is read or changed.
inline void prefetch(const void* address) {
#if defined(__GNUC__)
  __builtin_prefetch(address, 1, 3);
#else
  (void)address;
#endif
}

/// The same for a record that may lie across two cache lines of 64 bytes.
template <class T>
void prefetch_record(const T& record) {
  const auto* bytes = reinterpret_cast<const char*>(&record);
  prefetch(bytes);
  prefetch(bytes + sizeof(T) - 1);
}

}  // namespace uniselector::base
