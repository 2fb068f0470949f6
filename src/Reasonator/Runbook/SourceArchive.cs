using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using Reasonator.Models;

namespace Reasonator.Runbook;

/// <summary>A source archive as the platform builds it, and what the service that comes of it will say of itself.</summary>
internal sealed class SourceArchive : IDisposable
{
    private const string Solution = "Reasonator.sln";
    private readonly bool _isOurs;
    private readonly Dictionary<string, string> _pins = [];

    private SourceArchive(string path, bool isOurs)
    {
        (Path, _isOurs, Sha256) = (path, isOurs, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
    }

    public string Path { get; }

    /// <summary>Of the archive's bytes, in hex.</summary>
    public string Sha256 { get; }

    /// <summary>What git archive wrote into it; the archive's own hash where another program made it.</summary>
    public string Commit { get; private set; } = "";

    /// <summary>What health will show, such as 1.0.0.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Opens the operator's archive, or makes one of the last commit here; uncommitted changes are not in it.</summary>
    /// <exception cref="RunbookException">It cannot be built by the platform.</exception>
    public static SourceArchive Open(string? path)
    {
        if (path is not null)
        {
            return File.Exists(path) ? new SourceArchive(path, isOurs: false).Read() : throw new RunbookException($"There is no archive {path}: make one with git archive --format=tar.gz -o FILE HEAD.");
        }

        var made = System.IO.Path.GetTempFileName();
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["archive", "--format=tar.gz", "-o", made, "HEAD"]) { RedirectStandardError = true })!;
            git.StandardError.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? new SourceArchive(made, isOurs: true).Read() : throw new RunbookException("git archive HEAD failed: run this in the top folder of the repository, or give --source.");
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or RunbookException)
        {
            File.Delete(made);
            throw e as RunbookException ?? new RunbookException("git is not installed: install it, or give --source.");
        }
    }

    /// <summary>Stands in a rehearsal for an archive that cannot be made here.</summary>
    public static SourceArchive Rehearsed() =>
        new(System.IO.Path.GetTempFileName(), isOurs: true) { Commit = "(the commit)", Version = Hosting.BuildVersion.Version };

    /// <summary>The pin of a model's manifest in the archive; null where it pins none by itself.</summary>
    public string? Pin(string model) => _pins.GetValueOrDefault(model);

    public void Dispose()
    {
        if (_isOurs)
        {
            File.Delete(Path);
        }
    }

    private SourceArchive Read()
    {
        var hasSolution = false;
        try
        {
            using var file = File.OpenRead(Path);
            using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
            {
                var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
                hasSolution |= name == Solution;
                Read(entry, name);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or System.Xml.XmlException)
        {
            throw new RunbookException($"{Path} is not a whole tar.gz of this repository: make one with git archive --format=tar.gz -o FILE HEAD.");
        }

        if (!hasSolution || Version.Length == 0)
        {
            throw new RunbookException($"{Path} has no {Solution} with its Version at the top level, where the platform looks: make it of the folder that holds the solution (git archive HEAD, or HEAD:FOLDER).");
        }

        Commit = Commit.Length > 0 ? Commit : Sha256[..40];
        return this;
    }

    private void Read(TarEntry entry, string name)
    {
        if (entry is PaxGlobalExtendedAttributesTarEntry { GlobalExtendedAttributes: var attributes })
        {
            Commit = attributes.GetValueOrDefault("comment", "");
        }
        else if (name == "Directory.Build.props")
        {
            Version = XDocument.Load(entry.DataStream!).Descendants("Version").FirstOrDefault()?.Value ?? "";
        }
        else if (name.Split('/') is ["models", var model, ModelManifest.FileName]
            && JsonSerializer.Deserialize(entry.DataStream!, ManifestJson.Default.ModelManifest) is { } manifest
            && ModelPin.OfManifest(manifest) is { } pin)
        {
            _pins[model] = pin;
        }
    }
}
