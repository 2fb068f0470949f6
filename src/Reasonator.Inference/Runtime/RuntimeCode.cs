using System.Globalization;
using System.Runtime.InteropServices;

namespace Reasonator.Inference.Runtime;

/// <summary>
/// The code of the native runtime. Loading a graph runs some 10 MB of it once (operator registration, optimisers), which
/// would stay resident; let go of, the pages that runs need come back from the file's cache.
/// </summary>
internal static partial class RuntimeCode
{
    private const string Library = "/libonnxruntime.so";
    private const int DontNeed = 4;

    /// <summary>Unmaps the library's code pages; does nothing elsewhere than on Linux.</summary>
    public static void Release()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            // "address-address r-xp …": position-independent code, the one kind of mapping whose pages are surely the
            // file's. Read-only data is not: the linker has written relocations into some of it.
            var fields = line.Split(' ', 3);
            if (line.EndsWith(Library, StringComparison.Ordinal) && fields is [var range, "r-xp", _] && range.Split('-') is [var from, var to])
            {
                var start = nint.Parse(from, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                _ = MAdvise(start, nint.Parse(to, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) - start, DontNeed);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(nint address, nint length, int advice);
}
