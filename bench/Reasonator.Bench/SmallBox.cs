using System.Net.Http.Headers;
using System.Text.Json;
using Reasonator.Bench.Curve;

namespace Reasonator.Bench;

/// <summary>The service in a small box: starts, uses as many threads as it has cores, holds its memory, and says no in time.</summary>
internal static class SmallBox
{
    /// <summary>The platform ends what has not bound by then.</summary>
    private static readonly TimeSpan Bind = TimeSpan.FromSeconds(60);

    /// <summary>Seconds that a caller waits in the overload.</summary>
    private const int Patience = 5;

    public static async Task<int> RunAsync(string? model, double cores, int megabytes, double minutes)
    {
        using var box = Box.TryCreate(megabytes, cores, out var reason);
        Console.WriteLine(reason);
        bool well;
        await using (var service = await Service.StartAsync(model, remembers: true, core: box is null ? 0 : null, before: box?.Enter))
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{service.Port}") };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "dev");
            var workers = (await InfoAsync(client)).GetProperty("workers").GetInt32();
            Console.WriteLine($"health answered {service.Bound.TotalSeconds:F1} s after the start, 200 after {service.Ready.TotalSeconds:F1} s; workers {workers}");
            var soak = new Soak();
            await soak.RunAsync(service, TimeSpan.FromMinutes(minutes), callers: 4, Soak.Mixed(wait: 25));
            Console.WriteLine(soak);
            var (served, late) = await OverloadAsync(service, minutes);
            Console.WriteLine($"VmHWM {service.Megabytes("VmHWM"):F0} MB; cost model {(await InfoAsync(client)).GetProperty("cost_model")}");
            if (box is not null)
            {
                Console.WriteLine($"box: peak {box.PeakMegabytes:F0} MB with pages of files, limit met {box.LimitMet} times, OOM kills {box.OomKills}, throttled {box.ThrottledSeconds:F0} s");
            }

            foreach (var fault in service.Log.Take(5))
            {
                Console.WriteLine(fault);
            }

            well = service.Bound < Bind && workers == Math.Ceiling(cores) && !soak.Leaks && box is not { OomKills: > 0 }
                && service.ExitCode is null && soak.Count(0) == 0 && late <= served / 20;
        }

        Console.WriteLine(well ? "well" : "NOT WELL");
        return well ? 0 : 1;
    }

    /// <summary>Twice what it serves: the rest must be refused at once, not accepted and then too late.</summary>
    private static async Task<(int Served, int Late)> OverloadAsync(Service service, double minutes)
    {
        var requests = Corpus.DistinctRequests(8, Patience);
        var capacity = ClosedLoop.Run(service.Port, requests[..5000], 1, 4, 10).TextsPerSecond;
        var loop = new OpenLoop(service, requests[5000..], obedientEvery: 0);
        await loop.RunAsync(2 * capacity, Math.Clamp(minutes * 6, 15, 60), seed: 1);
        var statuses = loop.Outcomes.CountBy(outcome => outcome.Status).OrderBy(count => count.Key).ToList();
        Console.WriteLine($"at twice its {capacity:F1} requests of 8 texts a second: {string.Join(", ", statuses.Select(count => $"{count.Key}: {count.Value}"))}");
        return (loop.Outcomes.Count(outcome => outcome.Status == 200), loop.Outcomes.Count(outcome => outcome.Status == 504));
    }

    private static async Task<JsonElement> InfoAsync(HttpClient client) =>
        JsonDocument.Parse(await client.GetStringAsync("/v1/info")).RootElement;
}
