namespace Reasonator.Uploads;

/// <summary>Tries again what may succeed later, with growing pauses or those that the service asks for, and says so once.</summary>
internal sealed class Retries(TimeProvider time, Action<string> say)
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <exception cref="UploadException">Nothing else came for all the patience.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken stop)
    {
        var (since, told) = (time.GetTimestamp(), false);
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < Longest ? pause * 2 : Longest)
        {
            try
            {
                return await call(stop);
            }
            catch (AwayException e)
            {
                var wait = e.RetryAfter ?? pause;
                if (time.GetElapsedTime(since) + wait > Patience)
                {
                    throw new UploadException($"{e.Message}, and nothing else for {Patience.TotalMinutes:0} minutes", mayPass: true);
                }

                if (!told)
                {
                    say($"{e.Message}: trying again for up to {Patience.TotalMinutes:0} minutes");
                    told = true;
                }

                await Task.Delay(wait, time, stop);
            }
        }
    }
}
