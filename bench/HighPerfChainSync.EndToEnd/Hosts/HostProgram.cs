using System.Reflection.PortableExecutable;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.EndToEnd.Hosts;

/// <summary>The <c>chainsync</c> that is measured.</summary>
/// <remarks>Owner of the folder it was published into: this object, which removes it.</remarks>
internal sealed class HostProgram : IDisposable
{
    private const string Assembly = "chainsync.dll";

    private readonly DirectoryInfo? _folder;

    private HostProgram(string path, HostOrigin origin, string? whyNotPublished = null, DirectoryInfo? folder = null)
    {
        Path = path;
        Identity = new MeasuredHost(origin, IsCompiledAhead(path), whyNotPublished);
        _folder = folder;
    }

    /// <summary>An executable, or an assembly for <c>dotnet exec</c>.</summary>
    public string Path { get; }

    /// <summary>What it is, for the report.</summary>
    public MeasuredHost Identity { get; }

    private static string Executable => OperatingSystem.IsWindows() ? "chainsync.exe" : "chainsync";

    /// <summary>The one that is named; else the repository's, published into a temporary folder; where that cannot be done, the one that was built with the runner.</summary>
    /// <param name="given">Executable, assembly or folder; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FileNotFoundException">There is none where it should be.</exception>
    public static async Task<HostProgram> GetAsync(string? given, CancellationToken cancellation)
    {
        if (given is not null)
            return new HostProgram(Find(given) ?? throw new FileNotFoundException($"There is no chainsync at {given}."), HostOrigin.Given);
        if (RepositoryRoot.Find() is not { } root) return Built("the repository is in no folder above the runner");
        return await PublishAsync(System.IO.Path.Combine(root, "src", "HighPerfChainSync.Host"), cancellation);
    }

    /// <summary>Publishes a project, or takes the one that was built with the runner and says why.</summary>
    /// <param name="project">The project's folder.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<HostProgram> PublishAsync(string project, CancellationToken cancellation)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("chainsync-host-");
        string? path = null;
        try
        {
            string? whyNot = await HostPublisher.PublishAsync(project, folder.FullName, cancellation);
            path = whyNot is null ? Find(folder.FullName) : null;
            return path is null ? Built(whyNot ?? "dotnet publish made no chainsync") : new HostProgram(path, HostOrigin.Published, folder: folder);
        }
        finally
        {
            if (path is null) folder.Delete(recursive: true);
        }
    }

    /// <summary>The program at a path: a file, or a folder that holds one; null when there is none.</summary>
    public static string? Find(string path)
    {
        // A relative path of a program would be looked for among the system's.
        string full = System.IO.Path.GetFullPath(path);
        if (File.Exists(full)) return full;
        string executable = System.IO.Path.Combine(full, Executable);
        if (File.Exists(executable)) return executable;
        string assembly = System.IO.Path.Combine(full, Assembly);
        return File.Exists(assembly) ? assembly : null;
    }

    public void Dispose() => _folder?.Delete(recursive: true);

    private static HostProgram Built(string whyNotPublished)
    {
        string path = System.IO.Path.Combine(AppContext.BaseDirectory, Assembly);
        if (!File.Exists(path)) throw new FileNotFoundException($"{Assembly} is not beside the runner: build the solution first.", path);
        return new HostProgram(path, HostOrigin.BuildOutput, whyNotPublished);
    }

    /// <summary>Whether the assembly of a program has a ReadyToRun header; null when it is in no file of its own.</summary>
    private static bool? IsCompiledAhead(string path)
    {
        string assembly = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, Assembly);
        if (!File.Exists(assembly)) return null;
        using var reader = new PEReader(File.OpenRead(assembly));
        return reader.PEHeaders.CorHeader?.ManagedNativeHeaderDirectory.Size > 0;
    }
}
