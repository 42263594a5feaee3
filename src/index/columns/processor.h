// Which faster instructions this machine has, and how functions say that they need them. The only
// place that names a processor; everything runs without them too.
#pragma once

#if defined(__x86_64__)
#define MUSTER_X86 1
#define MUSTER_TARGET(features) __attribute__((target(features)))
#else
#define MUSTER_X86 0
#define MUSTER_TARGET(features)
#endif

namespace muster::index {

// AVX2, and counting bits: every server processor since 2013.
inline bool has_avx2()
{
#if MUSTER_X86
    static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
    return has;
#else
    return false;
#endif
}

} // namespace muster::index
