using System.Text.Json;

namespace Reasonator.Bench.Peers;

/// <summary>How often two servers give a text the same label: what answers rubbish is no peer, however fast.</summary>
internal static class Agreement
{
    /// <summary>Of the embedded model's labels; two ways to quantise the same weights differ in one or two of a hundred.</summary>
    public const double Least = 0.95;

    private const int Requests = 8;

    public static async Task<double> OfAsync(Server one, Server other, byte[][] requests)
    {
        var (ours, theirs) = (await LabelsAsync(one.Port, requests), await LabelsAsync(other.Port, requests));
        return ours.Count == theirs.Count && ours.Count > 0
            ? (double)ours.Zip(theirs).Count(pair => pair.First == pair.Second) / ours.Count
            : 0;
    }

    private static async Task<List<string>> LabelsAsync(int port, byte[][] requests)
    {
        using var connection = new Connection(port);
        var labels = new List<string>();
        foreach (var request in requests.Take(Requests))
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
