using System.Text.Json;

namespace Reasonator.Bench.Peers;

/// <summary>How often two servers give a text the same label: what answers rubbish is no peer, however fast.</summary>
internal static class Labels
{
    public static async Task<double> AgreementAsync(Server one, Server other, IReadOnlyCollection<byte[]> requests)
    {
        var (ours, theirs) = (await OfAsync(one.Port, requests), await OfAsync(other.Port, requests));
        return ours.Count == theirs.Count && ours.Count > 0
            ? (double)ours.Zip(theirs).Count(pair => pair.First == pair.Second) / ours.Count
            : 0;
    }

    private static async Task<List<string>> OfAsync(int port, IEnumerable<byte[]> requests)
    {
        using var connection = new Connection(port);
        var labels = new List<string>();
        foreach (var request in requests)
        {
            if (await connection.SendAsync(request) == 200)
            {
                using var answer = JsonDocument.Parse(connection.Body);
                labels.AddRange(answer.RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("label").GetString()!));
            }
        }

        return labels;
    }
}
