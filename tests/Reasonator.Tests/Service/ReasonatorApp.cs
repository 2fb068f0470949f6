using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Reasonator.Batches;
using Reasonator.Health;
using Reasonator.Hosting;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;
using Reasonator.Models;
using Reasonator.Observability;
using Reasonator.Pipeline;
using Reasonator.Store;
using Reasonator.Tests.Hosting;
using Reasonator.Vault;

namespace Reasonator.Tests.Service;

/// <summary>The whole service on Kestrel in this process, with a model that the test holds; tests share nothing.</summary>
internal sealed class ReasonatorApp : WebApplicationFactory<Program>
{
    private static readonly Lazy<BertTokenizer> Tokenizer =
        new(() => BertTokenizer.FromVocabulary(File.ReadAllBytes(Path.Combine(Repository.Model, "vocab.txt"))));

    // Not UseKestrel(0): that sets the port after the build, while the program may be starting already.
    public ReasonatorApp() => UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));

    public GateModel Model { get; } = new();

    public PipelineOptions Pipeline { get; init; } = new() { Workers = 1 };

    /// <summary>No database, unless the test has one.</summary>
    public StoreOptions Store { get; init; } = new();

    /// <summary>The batches' own numbers, unless the test has others.</summary>
    public BatchOptions Batches { get; init; } = new() { Poll = TimeSpan.FromMilliseconds(20), ResultPoll = TimeSpan.FromMilliseconds(5) };

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Registers the reporting that a configured vault registers.</summary>
    public bool Sentry { get; init; }

    /// <summary>Serves the embedded model instead of the one that the test holds.</summary>
    public bool Embedded { get; init; }

    /// <summary>The SHA-256 of the weights that the model says it has.</summary>
    public string Sha { get; init; } = new('a', 64);

    /// <summary>The longest sequence that the model says it reads.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>What the model's loading does instead of succeeding.</summary>
    public Action? Loading { get; init; }

    /// <summary>What else the test puts in the place of the service's own.</summary>
    public Action<IServiceCollection>? Replacing { get; init; }

    /// <summary>Set after the boot: the tokens that the service accepts.</summary>
    public Secrets Secrets
    {
        set => Services.GetRequiredService<Readiness>().Secrets = value;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Starts the service and waits until health is green.</summary>
    public async Task<HttpClient> ReadyAsync(CancellationToken stop)
    {
        var client = Client();
        var readiness = Get<Readiness>();
        await Eventually.TrueAsync("the service is ready", () => readiness.Status is ServiceStatus.Ok, stop, () => $"{readiness.Status} {readiness.Reason}");
        return client;
    }

    /// <summary>Starts the service; a client with the development token.</summary>
    public HttpClient Client()
    {
        StartServer();
        var client = CreateClient();
        client.Timeout = Eventually.Deadline;
        client.DefaultRequestHeaders.Authorization = new("Bearer", "dev");
        return client;
    }

    public override async ValueTask DisposeAsync()
    {
        // Before the stop, which waits for a run that the test has not let go.
        Model.Open();
        await base.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        if (Sentry)
        {
            builder.UseSentry(ErrorReporting.Register);
        }

        builder.ConfigureTestServices(Replace);
    }

    protected override void Dispose(bool disposing)
    {
        Model.Open();
        base.Dispose(disposing);
    }

    private void Replace(IServiceCollection services)
    {
        services.AddSingleton(Pipeline);
        services.AddSingleton(Time);
        services.AddSingleton(Store);
        services.AddSingleton(Batches);
        // A test that holds a run for long must not end the tests' own process.
        services.AddSingleton<ProcessEnd, EndRecorder>();
        services.AddSingleton<ResidentMemory, KeptMemory>();
        if (!Embedded)
        {
            services.AddSingleton<ModelSource>(provider => new FakeSource(this, provider.GetRequiredService<ServiceOptions>()));
        }

        Replacing?.Invoke(services);
    }

    private sealed class FakeSource(ReasonatorApp app, ServiceOptions options) : ModelSource(options, app.Time)
    {
        public override LoadedModel Load(string? pin, Action<int, TimeSpan> observe)
        {
            app.Loading?.Invoke();
            return new LoadedModel(ModelManifest.Read(Repository.Model) with { MaxTokens = app.MaxTokens }, Tokenizer.Value, app.Model, app.Sha);
        }
    }
}
