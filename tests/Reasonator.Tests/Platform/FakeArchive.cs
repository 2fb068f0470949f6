using System.Formats.Tar;
using System.IO.Compression;

namespace Reasonator.Tests.Platform;

/// <summary>What the build sees of a source archive.</summary>
/// <param name="HasSolution">A solution at its top level.</param>
/// <param name="ProcessTypes">The Procfile's; a web process where there is none.</param>
internal sealed record FakeArchive(bool HasSolution, IReadOnlyDictionary<string, string> ProcessTypes)
{
    /// <summary>Null when it is not a tar.gz.</summary>
    public static FakeArchive? Read(byte[] bytes)
    {
        var (hasSolution, types) = (false, new Dictionary<string, string>());
        try
        {
            using var tar = new TarReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
            {
                var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
                hasSolution |= !name.Contains('/', StringComparison.Ordinal) && Path.GetExtension(name) is ".sln" or ".slnx";
                if (name == "Procfile" && entry.DataStream is { } procfile)
                {
                    types = Types(new StreamReader(procfile).ReadToEnd());
                }
            }
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException)
        {
            return null;
        }

        return new FakeArchive(hasSolution, types.Count > 0 ? types : new() { ["web"] = "cd src/Reasonator/bin/publish; ./Reasonator --urls http://*:$PORT" });
    }

    private static Dictionary<string, string> Types(string procfile) =>
        procfile.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim());
}
