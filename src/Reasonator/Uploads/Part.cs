using System.Text;
using System.Text.Json;
using Reasonator.Scoring;

namespace Reasonator.Uploads;

/// <summary>A piece of the input that is one batch.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Ids">The ids of its items, in order.</param>
/// <param name="Body">The request that submits it: the same bytes at every run, since the service compares them.</param>
internal sealed record Part(int Number, IReadOnlyList<string> Ids, byte[] Body)
{
    // The service takes 16 MiB, but waits 20 s for it: a quarter arrives over a slow line, too.
    public const int MostBytes = 4 << 20;

    /// <summary>Cuts items into parts, one at a time.</summary>
    public static IEnumerable<Part> Cut(IEnumerable<InputItem> items, string mode, int mostBytes = MostBytes)
    {
        var (number, ids, body) = (1, new List<string>(), Begin(mode));
        foreach (var item in items)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(new ScoreItem { Id = item.Name, Text = item.Text }, ScoringJson.Default.ScoreItem);
            if (ids.Count == RequestLimits.Batch.Items || (ids.Count > 0 && body.Length + json.Length > mostBytes))
            {
                yield return End(number++, ids, body);
                (ids, body) = ([], Begin(mode));
            }

            body.Write(ids.Count > 0 ? ","u8 : default);
            body.Write(json);
            ids.Add(item.Name);
        }

        if (ids.Count > 0)
        {
            yield return End(number, ids, body);
        }
    }

    private static MemoryStream Begin(string mode)
    {
        var body = new MemoryStream();
        body.Write([.. "{\"mode\":\""u8, .. Encoding.ASCII.GetBytes(mode), .. "\",\"items\":["u8]);
        return body;
    }

    private static Part End(int number, List<string> ids, MemoryStream body)
    {
        body.Write("]}"u8);
        return new Part(number, ids, body.ToArray());
    }
}
