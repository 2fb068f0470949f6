using System.Buffers;
using System.Security.Cryptography;

namespace Reasonator.Models;

/// <summary>The bytes of one model on disk, and their hashes.</summary>
internal sealed class ModelFolder(string path)
{
    private const int BlockSize = 1 << 18;

    public string PathOf(ModelFile file) => Path.Combine(path, file.Name);

    /// <summary>Reads a whole small file and checks it against the manifest.</summary>
    /// <exception cref="ModelException">Missing, or other bytes than the manifest pins.</exception>
    public byte[] Read(ModelFile file)
    {
        var bytes = Opened(file, File.ReadAllBytes);
        Check(file, bytes.Length, SHA256.HashData(bytes));
        return bytes;
    }

    /// <summary>Checks each weight file against the manifest and returns the SHA-256 of them all, one after another.</summary>
    /// <exception cref="ModelException">Missing, or other bytes than the manifest pins.</exception>
    public string VerifyWeights(IReadOnlyList<ModelFile> files)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var one = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            // One file is its own whole: its bytes are hashed once.
            var alone = files.Count == 1;
            var size = alone ? ReadInto(file, all) : ReadInto(file, all, one);
            Check(file, size, alone ? all.GetCurrentHash() : one.GetHashAndReset());
        }

        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    /// <summary>The SHA-256 of all weight files, one after another, compared with nothing.</summary>
    /// <exception cref="ModelException">One is missing.</exception>
    public string HashWeights(IReadOnlyList<ModelFile> files)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            ReadInto(file, all);
        }

        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    private long ReadInto(ModelFile file, params ReadOnlySpan<IncrementalHash> hashes)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        using var stream = Opened(file, File.OpenRead);
        long size = 0;
        for (int n; (n = stream.Read(block)) > 0; size += n)
        {
            foreach (var hash in hashes)
            {
                hash.AppendData(block, 0, n);
            }
        }

        ArrayPool<byte>.Shared.Return(block);
        return size;
    }

    private T Opened<T>(ModelFile file, Func<string, T> open)
    {
        try
        {
            return open(PathOf(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var remedy = file.Url is null
                ? "restore it"
                : $"pull it with reasonator model pull --name {Path.GetFileName(Path.TrimEndingDirectorySeparator(path))}";
            throw new ModelException($"{PathOf(file)} cannot be read; {remedy}, or set MODELS_DIR to the folder that holds the models.", e);
        }
    }

    private void Check(ModelFile file, long size, byte[] hash)
    {
        if (!file.IsPinned)
        {
            // What was read is proven by the pin of the whole, or not used.
            return;
        }

        if (size != file.Size)
        {
            throw new ModelException($"{PathOf(file)} has {size} bytes where the manifest says {file.Size}; restore it from its source.");
        }

        if (!Convert.ToHexStringLower(hash).Equals(file.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new ModelException($"{PathOf(file)} has SHA-256 {Convert.ToHexStringLower(hash)} where the manifest says {file.Sha256}; restore it from its source.");
        }
    }
}
