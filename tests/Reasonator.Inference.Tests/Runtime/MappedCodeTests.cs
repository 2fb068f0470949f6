using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Reasonator.Inference.Runtime;

namespace Reasonator.Inference.Tests.Runtime;

// Code that another test runs meanwhile becomes resident again.
[Collection(nameof(RunsAlone))]
public sealed partial class MappedCodeTests
{
    private const int PageSize = 4096;

    [Fact]
    public void Code_that_is_not_run_again_is_resident_no_more()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pages are let go of on Linux only");
        // The first call brings in, and keeps, what the second one runs.
        MappedCode.Release();
        var before = Resident();
        var read = Touch();

        Assert.InRange(Resident() - before, read / 2, long.MaxValue);
        MappedCode.Release();

        Assert.InRange(Resident() - before, long.MinValue, read / 4);
    }

    [Fact]
    public void What_was_written_into_a_mapping_of_code_is_not_lost()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pages are let go of on Linux only");
        const int readWrite = 3, readExecute = 5, isPrivate = 2;
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, new byte[PageSize]);
        using var file = File.OpenHandle(path);
        var page = MMap(0, PageSize, readWrite, isPrivate, file.DangerousGetHandle().ToInt32(), 0);
        try
        {
            Marshal.WriteByte(page, 7);
            Assert.Equal(0, MProtect(page, PageSize, readExecute));

            MappedCode.Release();

            Assert.Equal(7, Marshal.ReadByte(page));
        }
        finally
        {
            _ = MUnmap(page, PageSize);
            File.Delete(path);
        }
    }

    /// <summary>Reads a page of each 64 KiB of the largest mapping of code; how many bytes became resident at the least.</summary>
    private static long Touch()
    {
        var (start, length) = File.ReadLines("/proc/self/maps").Select(line => Code().Match(line)).Where(match => match.Success)
            .Select(match => (Start: Convert.ToInt64(match.Groups[1].Value, 16), End: Convert.ToInt64(match.Groups[2].Value, 16)))
            .Select(range => (range.Start, Length: range.End - range.Start)).MaxBy(range => range.Length);
        var sum = 0;
        for (long at = 0; at < length; at += PageSize)
        {
            sum += Marshal.ReadByte((nint)(start + at));
        }

        Assert.NotEqual(0, sum);
        return length;
    }

    /// <summary>Bytes of code that are resident.</summary>
    private static long Resident()
    {
        var (sum, isCode) = (0L, false);
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            isCode = Mapping().IsMatch(line) ? Code().IsMatch(line) : isCode;
            sum += isCode && line.StartsWith("Rss:", StringComparison.Ordinal) ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024 : 0;
        }

        return sum;
    }

    [GeneratedRegex("^[0-9a-f]+-[0-9a-f]+ ")]
    private static partial Regex Mapping();

    [GeneratedRegex(@"^([0-9a-f]+)-([0-9a-f]+) r-xp .*\.(dll|so)$")]
    private static partial Regex Code();

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint MMap(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int MProtect(nint address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int MUnmap(nint address, nint length);
}
