using System.Globalization;
using System.Runtime.InteropServices;

namespace Reasonator.Inference.Runtime;

/// <summary>
/// The code of the process: its assemblies, and the libraries of .NET and of the model's runtime. A start runs tens of MB of it
/// once (the host, operator registration, optimisers), which would stay resident.
/// </summary>
public static partial class MappedCode
{
    private const int DontNeed = 4;

    /// <summary>Lets go of every page of it; those that are run again come back from the file's cache.</summary>
    public static void Release()
    {
        try
        {
            foreach (var (start, length) in CleanMappings(File.ReadLines("/proc/self/smaps")))
            {
                _ = MAdvise(start, length, DontNeed);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another system, or a container that hides it: the pages stay.
        }
    }

    /// <summary>The mappings of code into which nothing was written: what the linker or the loader has written would be lost with its page.</summary>
    private static IEnumerable<(nint Start, nint Length)> CleanMappings(IEnumerable<string> smaps)
    {
        string? code = null;
        foreach (var line in smaps)
        {
            // A mapping is a line "address-address permissions offset device inode path", then lines "Name: value".
            if (line.Split(' ', 6) is [var range, { Length: 4 } permissions, _, _, not "0", var path])
            {
                code = IsCode(permissions, path) ? range : null;
            }
            else if (code is not null && line.StartsWith("Private_Dirty:", StringComparison.Ordinal))
            {
                if (line.EndsWith(" 0 kB", StringComparison.Ordinal))
                {
                    yield return Range(code);
                }

                code = null;
            }
        }
    }

    /// <summary>Code of libraries and of assemblies compiled ahead, and the assemblies' files themselves.</summary>
    private static bool IsCode(string permissions, string path) =>
        permissions is "r-xp" || (permissions is "r--s" && path.EndsWith(".dll", StringComparison.Ordinal));

    private static (nint Start, nint Length) Range(string range)
    {
        var bounds = range.Split('-');
        var start = nint.Parse(bounds[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return (start, nint.Parse(bounds[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) - start);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(nint address, nint length, int advice);
}
