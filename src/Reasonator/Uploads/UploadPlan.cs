using System.Security.Cryptography;
using System.Text;

namespace Reasonator.Uploads;

/// <summary>What one run of the command is to do, known before anything is sent.</summary>
/// <param name="Run">The same for the same bytes, options and service, and for no other: keys are made of it, and results belong to it.</param>
/// <param name="Total">Items of the whole input.</param>
/// <param name="Parts">Batches of it.</param>
internal sealed record UploadPlan(string Run, long Total, int Parts)
{
    // Another number when the cut or the bytes of a body change: the service refuses a key with another body.
    private const string Format = "reasonator batch 1";

    /// <summary>Reads the whole input once.</summary>
    /// <exception cref="UploadException">It cannot be sent.</exception>
    public static UploadPlan Make(InputFile input, string mode, Uri url, CancellationToken stop)
    {
        var (total, parts, ids) = (0L, 0, new UniqueIds());
        foreach (var part in Part.Cut(input.Read().Select(ids.Add), mode))
        {
            stop.ThrowIfCancellationRequested();
            total += part.Ids.Count;
            parts = part.Number;
        }

        using var file = File.OpenRead(input.Path);
        string?[] what = [Format, Convert.ToHexStringLower(SHA256.HashData(file)), mode, input.TextColumn, input.IdColumn, url.Authority];
        return parts > 0
            ? new UploadPlan(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', what)))), total, parts)
            : throw new UploadException("the file holds no text");
    }

    /// <summary>The Idempotency-Key of a part.</summary>
    /// <param name="part">From 1.</param>
    /// <param name="attempt">From 1; another one only where the batch of the attempt before was cancelled.</param>
    public string Key(int part, int attempt) => attempt == 1 ? $"{Run}-{part}" : $"{Run}-{part}-{attempt}";
}
