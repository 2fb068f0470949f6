using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Reasonator.Models;

/// <summary>
/// Brings the files of a model that the repository does not hold into its folder: whole, verified, and under their names
/// only then.
/// </summary>
internal sealed class ModelPull(string folder, RemoteFile remote)
{
    private const string LockName = ".pull.lock";

    /// <summary>Pulls every file that the manifest gives a URL.</summary>
    /// <param name="from">Instead of the manifest's URLs: a folder (path, or URL that ends with /) that holds the files by
    /// their names, or the one file itself.</param>
    /// <param name="pin">Writes the hashes of files that were not pinned into the manifest.</param>
    /// <param name="stop">Ends the pull; what was pulled is kept for the next one.</param>
    /// <returns>Each file with its hash, and whether the manifest pinned it before.</returns>
    /// <exception cref="ModelException">Something is not as it must be; the folder holds what it held before.</exception>
    public async Task<IReadOnlyList<PulledFile>> RunAsync(string? from, bool pin, CancellationToken stop)
    {
        var manifest = ModelManifest.Read(folder);
        ModelFile[] files = [.. manifest.Files.Where(file => file.Url is not null)];
        if (files.Length == 0)
        {
            throw new ModelException($"{manifest.Name} comes whole with the repository: there is nothing to pull. Name another model by --name.");
        }

        using var only = Lock();
        var pulled = new List<PulledFile>();
        foreach (var file in files)
        {
            pulled.Add(await PullAsync(file, from is null ? file.Url! : Locate(from, file, files.Length == 1), stop));
        }

        if (pin && pulled.Exists(file => !file.WasPinned))
        {
            Pin(pulled);
        }

        return pulled;
    }

    /// <summary>Where a file is below what <c>--from</c> names.</summary>
    private static string Locate(string from, ModelFile file, bool only)
    {
        var isUrl = from.Contains("://", StringComparison.Ordinal);
        if (isUrl ? from.EndsWith('/') : Directory.Exists(from))
        {
            return isUrl ? from + file.Name : Path.Combine(from, file.Name);
        }

        return only ? from : throw new ModelException($"--from {from} names one file where the model has several: name the folder that holds them, a URL with a / at its end.");
    }

    private async Task<PulledFile> PullAsync(ModelFile file, string source, CancellationToken stop)
    {
        var target = Path.Combine(folder, file.Name);
        if (File.Exists(target) && (!file.IsPinned || IsPinned(file, Hash(target).Sha)))
        {
            var (held, length) = Hash(target);
            return new PulledFile(target, held, length, file.IsPinned, WasThere: true);
        }

        var part = target + ".part";
        if (Uri.TryCreate(source, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            await remote.PullAsync(url!, part, file.Size, stop);
        }
        else
        {
            Copy(source, part, file.Size);
        }

        var (sha, size) = Hash(part);
        if (file.IsPinned && !IsPinned(file, sha))
        {
            File.Delete(part);
            throw new ModelException($"{source} has SHA-256 {sha} ({size} bytes) where the manifest pins {file.Sha256} ({file.Size} bytes): it is another file, and was thrown away.");
        }

        File.Move(part, target, overwrite: true);
        return new PulledFile(target, sha, size, file.IsPinned, WasThere: false);
    }

    private static bool IsPinned(ModelFile file, string sha) => sha.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase);

    /// <summary>Copies a regular file of this size; of any where it is null.</summary>
    private static void Copy(string source, string part, long? size)
    {
        try
        {
            using var from = File.OpenRead(source);
            // A device or a pipe has no length, and need not end.
            if (from.Length == 0 || (size is not null && from.Length != size))
            {
                var pinned = size?.ToString() ?? "a file that is not empty";
                throw new ModelException(
                    $"{source} has {from.Length} bytes where the manifest pins {pinned}: it is another file. Give --from the right one.");
            }

            using var to = File.Create(part);
            from.CopyTo(to);
            to.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ModelException($"{source} cannot be copied ({e.Message}): give --from a file, a folder that holds it, or a URL.", e);
        }
    }

    private static (string Sha, long Size) Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return (Convert.ToHexStringLower(SHA256.HashData(stream)), stream.Length);
    }

    private FileStream Lock()
    {
        try
        {
            return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{folder} cannot be written, or another pull is at work there: wait for it, or set MODELS_DIR to a folder of your own.", e);
        }
    }

    /// <summary>Writes hashes into the manifest, and nothing else of it changes.</summary>
    private void Pin(List<PulledFile> pulled)
    {
        var path = Path.Combine(folder, ModelManifest.FileName);
        var manifest = JsonNode.Parse(File.ReadAllBytes(path))!;
        foreach (var entry in manifest["weights"]!.AsArray())
        {
            var file = pulled.Find(p => Path.GetFileName(p.Path) == (string)entry!["name"]!);
            entry!["sha256"] = file?.Sha256 ?? entry["sha256"]!.DeepClone();
            entry["size"] = file?.Size ?? entry["size"]?.DeepClone();
        }

        var written = path + ".new";
        File.WriteAllText(written, manifest.ToJsonString(ManifestJson.Default.Options) + "\n");
        File.Move(written, path, overwrite: true);
    }
}
