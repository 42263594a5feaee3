// Detects AVX2 at run time, and marks functions that are compiled for it. The only file that names
// a processor. Each such function has a portable version.
#pragma once

#if defined(__x86_64__)
#define MUSTER_X86 1
#define MUSTER_TARGET(features) __attribute__((target(features)))
#else
#define MUSTER_X86 0
#define MUSTER_TARGET(features)
#endif

namespace muster::index {

// AVX2 and POPCNT: every x86 server processor since 2013 has both.
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
