namespace Reasonator.Bench;

/// <summary>The soak's verdict on the service as it is, and on one that is made to keep 2 KB a request: it must tell them apart.</summary>
internal static class LeakCheck
{
    private static readonly string Hook = Path.Combine(Corpus.Root, "artifacts", "bin", "Reasonator.Leak", "release", "Reasonator.Leak.dll");

    public static async Task<int> RunAsync(string? model, double seconds)
    {
        if (!File.Exists(Hook))
        {
            Console.Error.WriteLine($"{Hook} is missing: ./bench/run builds it.");
            return 2;
        }

        var own = await SoakAsync(model, seconds, []);
        Console.WriteLine($"as it is: {own}");
        var control = await SoakAsync(model, seconds, new() { ["DOTNET_STARTUP_HOOKS"] = Hook });
        Console.WriteLine($"made to leak 2048 bytes a request: {control}");
        var told = !own.Leaks && control.Leaks;
        Console.WriteLine(told ? "told apart" : "NOT TOLD APART");
        return told ? 0 : 1;
    }

    private static async Task<Soak> SoakAsync(string? model, double seconds, Dictionary<string, string> environment)
    {
        // Known texts are not run: requests are many, and the cache is full from the first third on.
        await using var service = await Service.StartAsync(model, remembers: true, environment: environment);
        byte[][] requests = [.. Corpus.Headlines(1024).Chunk(4).Select(chunk => Connection.Score(chunk))];
        var soak = new Soak();
        await soak.RunAsync(service, TimeSpan.FromSeconds(seconds), callers: 4, number => requests[number % requests.Length]);
        return soak;
    }
}
