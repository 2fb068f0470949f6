using System.Runtime.InteropServices;

namespace Reasonator.Inference.Runtime;

/// <summary>
/// Settings of glibc's allocator, from which the runtime takes and to which it returns every activation of a run.
/// Without them the heap keeps the largest run of each thread; elsewhere than on glibc this does nothing.
/// </summary>
public static partial class NativeHeap
{
    // malloc.h: M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX.
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;

    /// <summary>Call once, before the first thread of the service allocates.</summary>
    public static void Tune()
    {
        try
        {
            // A headline's activations stay below 512 KiB and are reused from the heap; a 512-token text's are mapped and
            // given back. Smaller values cost page faults on every run, larger ones keep the peak (bench/RESULTS.md).
            _ = MallOpt(TrimThreshold, 2 << 20);
            _ = MallOpt(MmapThreshold, 1 << 19);
            _ = MallOpt(ArenaMax, 2);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // musl and other systems: their allocators return memory by other rules.
        }
    }

    /// <summary>Returns what the heap holds free to the system.</summary>
    public static void Trim()
    {
        try
        {
            _ = MallocTrim(0);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nint pad);
}
