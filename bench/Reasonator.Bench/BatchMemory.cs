namespace Reasonator.Bench;

/// <summary>Resident memory over many batches, which must not grow. So many texts run; then they come again, and are known.</summary>
internal static class BatchMemory
{
    private const int PerBatch = 10_000;

    public static async Task<int> RunAsync(int items, int distinct)
    {
        await using var database = await Store.StartAsync();
        await using var service = await Service.StartAsync(remembers: true, database: database.Url);
        using var caller = new BatchCaller(() => service.Port);
        var texts = Corpus.Headlines(PerBatch);
        var resident = new List<double>();
        Console.WriteLine($"idle {service.Megabytes("VmRSS"):F0} MB");
        for (var first = 0; first < items; first += PerBatch)
        {
            var from = first;
            await caller.EndAsync(await caller.SubmitAsync(texts.Select((text, i) => $"{text} ({(from + i) % distinct})"), first));
            resident.Add(service.Megabytes("VmRSS"));
            if (resident.Count % 10 == 0)
            {
                Console.WriteLine($"{first + PerBatch} items: {resident[^1]:F0} MB, peak {service.Megabytes("VmHWM"):F0}");
            }
        }

        Console.WriteLine($"median RSS of the second tenth {Tenth(resident, 1):F1} MB, of the last {Tenth(resident, 9):F1} MB");
        return 0;
    }

    private static double Tenth(List<double> values, int tenth) => values.Skip(values.Count * tenth / 10).Take(Math.Max(1, values.Count / 10)).Median();
}
