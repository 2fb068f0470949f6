using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Reasonator.Tests.Ops;

/// <summary>A source archive on disk, as small as one can be that the platform builds.</summary>
internal sealed class OpsArchive : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reasonator-");

    /// <param name="version">What health will show.</param>
    /// <param name="prefix">A folder above everything, as a hand-made archive has it.</param>
    public OpsArchive(string version = "1.0.0", string prefix = "")
    {
        using var tar = new TarWriter(new GZipStream(File.Create(Path), CompressionLevel.Fastest));
        Write(tar, $"{prefix}Reasonator.sln", "Microsoft Visual Studio Solution File\n");
        Write(tar, $"{prefix}Directory.Build.props", $"<Project><PropertyGroup><Version>{version}</Version></PropertyGroup></Project>");
        Write(tar, $"{prefix}Procfile", "web: ./Reasonator\n");
    }

    public string Path => System.IO.Path.Combine(_folder.FullName, "source.tar.gz");

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Write(TarWriter tar, string name, string text) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
}
