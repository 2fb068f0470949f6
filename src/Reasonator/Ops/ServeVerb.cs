using System.CommandLine;

namespace Reasonator.Ops;

/// <summary><c>serve</c>, and the program without a verb.</summary>
internal static class ServeVerb
{
    private static readonly string[] HostOptions = ["--environment", "--contentRoot", "--applicationName"];

    public static void AddTo(Command command, Func<ServeArguments, Task<int>> serve)
    {
        var urls = new Option<string?>("--urls") { Description = "Addresses to bind, separated by semicolons; wins over PORT. Default: http://localhost:8080." };
        var proxies = new Option<int>("--trusted-proxies")
        {
            Description = "Proxies that every request passes before this process, whose X-Forwarded-For and X-Forwarded-Proto count. Default: 0, none counts.",
        };
        command.Add(urls);
        command.Add(proxies);
        // What ASP.NET Core's test host hands to every entry point; not for people.
        var hidden = HostOptions.ToDictionary(name => name, name => new Option<string?>(name) { Hidden = true });
        foreach (var option in hidden.Values)
        {
            command.Add(option);
        }

        command.SetAction((parsed, _) => serve(new ServeArguments(
            parsed.GetValue(urls),
            parsed.GetValue(proxies),
            new WebApplicationOptions
            {
                EnvironmentName = parsed.GetValue(hidden["--environment"]),
                ContentRootPath = parsed.GetValue(hidden["--contentRoot"]) ?? AppContext.BaseDirectory,
                ApplicationName = parsed.GetValue(hidden["--applicationName"]),
            })));
    }
}
