using System.Diagnostics;

/// <summary>
/// Makes a service leak: named in DOTNET_STARTUP_HOOKS it keeps 2 KB for every request, and nothing in the product knows of
/// it. The soak that calls such a service well is no test. Name and place of the type are the runtime's.
/// </summary>
internal static class StartupHook
{
    private static readonly List<byte[]> Kept = [];

    public static void Initialize() => DiagnosticListener.AllListeners.Subscribe(new Listeners());

    private sealed class Listeners : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.AspNetCore")
            {
                value.Subscribe(new Requests());
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }

    private sealed class Requests : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == "Microsoft.AspNetCore.Hosting.HttpRequestIn.Stop")
            {
                var kept = new byte[2048];
                // Untouched pages would not be resident.
                Array.Fill(kept, (byte)1);
                lock (Kept)
                {
                    Kept.Add(kept);
                }
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
