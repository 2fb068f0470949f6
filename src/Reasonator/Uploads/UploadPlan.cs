using System.Security.Cryptography;
using System.Text;

namespace Reasonator.Uploads;

/// <summary>What one run of the command is to do, known before anything is sent.</summary>
/// <param name="Run">The same for the same bytes, options and service, and for no other: keys are made of it, and results belong to it.</param>
/// <param name="Total">Items of the whole input.</param>
/// <param name="Hashes">Of each part (see <see cref="Part.Hash"/>).</param>
internal sealed record UploadPlan(string Run, long Total, IReadOnlyList<byte[]> Hashes)
{
    // Another number when the cut or the bytes of a body change: the service refuses a key with another body.
    private const string Format = "reasonator batch 1";

    /// <summary>Batches of the input.</summary>
    public int Parts => Hashes.Count;

    /// <summary>Reads the whole input once.</summary>
    /// <exception cref="UploadException">It cannot be sent.</exception>
    public static UploadPlan Make(InputFile input, string mode, Uri url, CancellationToken stop)
    {
        var (hash, total, hashes, ids) = (input.Hash(), 0L, new List<byte[]>(), new UniqueIds());
        foreach (var part in Part.Cut(input.Read().Select(ids.Add), mode))
        {
            stop.ThrowIfCancellationRequested();
            total += part.Items.Count;
            hashes.Add(part.Hash());
        }

        string?[] what = [Format, Convert.ToHexStringLower(hash), mode, input.TextColumn, input.IdColumn, $"{url.Authority}{url.AbsolutePath.TrimEnd('/')}"];
        return hashes.Count == 0 ? throw new UploadException("the file holds no text")
            : !input.Hash().SequenceEqual(hash) ? throw Changed()
            : new UploadPlan(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', what)))), total, hashes);
    }

    /// <summary>Sees that a part of the second reading is what it was in the first.</summary>
    /// <exception cref="UploadException">It is not.</exception>
    public void Check(Part part)
    {
        if (part.Number > Parts || !part.Hash().SequenceEqual(Hashes[part.Number - 1]))
        {
            throw Changed();
        }
    }

    /// <summary>Sees that the second reading came as far as the first.</summary>
    /// <exception cref="UploadException">It did not.</exception>
    public void CheckEnd(int parts)
    {
        if (parts != Parts)
        {
            throw Changed();
        }
    }

    private static UploadException Changed() => new("the file changes while it is read: wait until it is whole, then submit it");

    /// <summary>The Idempotency-Key of a part.</summary>
    /// <param name="part">From 1.</param>
    /// <param name="attempt">From 1; another one only where the batch of the attempt before was cancelled.</param>
    public string Key(int part, int attempt) => attempt == 1 ? $"{Run}-{part}" : $"{Run}-{part}-{attempt}";
}
