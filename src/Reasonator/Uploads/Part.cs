using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reasonator.Scoring;

namespace Reasonator.Uploads;

/// <summary>A piece of the input that is one batch.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Items">Its items, in order.</param>
/// <param name="Body">The request that submits those with a text: the same bytes at every run, since the service compares them.</param>
internal sealed record Part(int Number, IReadOnlyList<PartItem> Items, byte[] Body)
{
    // The service takes 16 MiB, but waits 20 s for it: a quarter arrives over a slow line, too.
    public const int MostBytes = 4 << 20;

    /// <summary>The SHA-256 of what it holds.</summary>
    public byte[] Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Body);
        foreach (var item in Items)
        {
            hash.AppendData(MemoryMarshal.AsBytes(item.Id.AsSpan()));
            hash.AppendData([item.IsEmpty ? (byte)1 : (byte)0]);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Cuts items into parts, one at a time.</summary>
    public static IEnumerable<Part> Cut(IEnumerable<InputItem> items, string mode, int mostBytes = MostBytes)
    {
        var (number, sent, cut, body) = (1, 0, new List<PartItem>(), Begin(mode));
        foreach (var item in items)
        {
            var json = item.Text is { } text ? JsonSerializer.SerializeToUtf8Bytes(new ScoreItem { Id = item.Name, Text = text }, ScoringJson.Default.ScoreItem) : [];
            if (cut.Count == RequestLimits.Batch.Items || (cut.Count > 0 && body.Length + json.Length > mostBytes))
            {
                yield return End(number++, cut, body);
                (sent, cut, body) = (0, [], Begin(mode));
            }

            body.Write(json.Length > 0 && sent > 0 ? ","u8 : default);
            body.Write(json);
            sent += json.Length > 0 ? 1 : 0;
            cut.Add(new PartItem(item.Name, IsEmpty: json.Length == 0));
        }

        if (cut.Count > 0)
        {
            yield return End(number, cut, body);
        }
    }

    private static MemoryStream Begin(string mode)
    {
        var body = new MemoryStream();
        body.Write([.. "{\"mode\":\""u8, .. Encoding.ASCII.GetBytes(mode), .. "\",\"items\":["u8]);
        return body;
    }

    private static Part End(int number, List<PartItem> items, MemoryStream body)
    {
        body.Write("]}"u8);
        return new Part(number, items, body.ToArray());
    }
}
