namespace Reasonator.Bench.Curve;

/// <summary>
/// The service under an open loop at shares and multiples of its capacity: what is served, how fast and how honestly the rest is
/// refused. The capacity is measured between the loads, so that a slower hour is not taken for a worse service.
/// </summary>
internal static class OverloadCurve
{
    public const int Patience = 2;

    private const int Callers = 4;
    private const double CapacitySeconds = 3;

    // Few enough not to make the load, enough to count.
    private const int ObedientEvery = 8;

    private static readonly double[] Factors = [0.5, 0.9, 1, 1.5, 2, 4];

    /// <param name="model">Folder of the model; null for the embedded one.</param>
    /// <param name="texts">Texts a request.</param>
    /// <param name="passes">Times through all levels.</param>
    /// <param name="seconds">Length of a load, the first quarter of which fills the queue and is not counted.</param>
    /// <param name="folder">Where the picture and the table go.</param>
    public static async Task<int> RunAsync(string? model, int texts, int passes, double seconds, string folder)
    {
        var requests = Corpus.DistinctRequests(texts, Patience);
        await using var service = await Service.StartAsync(model);
        Console.WriteLine($"{Peers.Place.Machine()}; load average {Peers.Place.Load()}; commit {Peers.Place.Commit()}");
        Capacity(service, requests);
        var capacity = Capacity(service, requests);
        var all = new List<Pass>();
        for (var i = 0; i < passes * Factors.Length; i++)
        {
            var pass = await RunAsync(service, requests, Factors[i % Factors.Length], capacity, seconds, seed: i);
            var after = Capacity(service, requests);
            all.Add(pass with { Capacity = (capacity + after) / 2 });
            capacity = after;
            Console.WriteLine($"{all[^1].Factor} × capacity ({all[^1].Capacity:F0}/s): goodput {all[^1].Goodput:F3}, RSS {service.Megabytes("VmRSS"):F0} MB");
        }

        Level[] levels = [.. all.GroupBy(pass => pass.Factor).Select(group => new Level(group.Key, [.. group]))];
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "overload.csv"), CurveTable.Of(levels));
        File.WriteAllText(Path.Combine(folder, "overload.svg"), CurvePicture.Of(levels, $"{texts} texts a request, {Patience} s of patience"));
        Console.WriteLine($"\n{CurveTable.Of(levels)}\nVmHWM {service.Megabytes("VmHWM"):F0} MB; {folder}/overload.csv, overload.svg");
        return 0;
    }

    private static async Task<Pass> RunAsync(Service service, byte[][] requests, double factor, double capacity, double seconds, int seed)
    {
        service.Refusals.Clear();
        var loop = new OpenLoop(service, requests, ObedientEvery);
        await loop.RunAsync(factor * capacity, seconds, seed);
        // Its log comes by a pipe, and the last lines of it are still on their way.
        await Task.Delay(300);
        var settled = seconds / 4;
        return new Pass(
            factor,
            capacity,
            seconds - settled,
            [.. loop.Outcomes.Where(o => o.SentAt >= settled && o.SentAt < seconds)],
            [.. loop.Obedient.Where(caller => caller.FirstRetryAt < seconds)],
            [.. loop.Obedient.Where(caller => caller.FirstRetryAt >= seconds)],
            [.. service.Refusals],
            loop.Unsent);
    }

    private static double Capacity(Service service, byte[][] requests) =>
        ClosedLoop.Run(service.Port, requests, 1, Callers, CapacitySeconds).TextsPerSecond;
}
